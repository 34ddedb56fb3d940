from django.apps import AppConfig


class DialoguesConfig(AppConfig):
    name = "dialogues"
    verbose_name = "Đối thoại, cam kết"

    def ready(self) -> None:
        from dialogues.counts import register_figures
        from dialogues.demo import foreign_rows, hints, load_demo
        from dialogues.matter import matter_of
        from dialogues.moving import asked_since, open_questions, unfinished_commitments
        from dialogues.reference import load_reference
        from dialogues.sealing import forget_petition
        from mobilization import moving
        from petitions import copies
        from wardportal import demo, matters
        from wardportal.reference import register

        register("dialogues", load_reference)
        matters.register(matter_of)
        copies.register(forget_petition)
        demo.register("dialogues", demo.Part(load_demo, foreign_rows, hints))
        moving.register("Câu hỏi đối thoại chưa trả lời", open_questions, ended_since=asked_since)
        moving.register("Cam kết chưa hoàn thành", unfinished_commitments)
        register_figures()
