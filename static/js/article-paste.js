// What is pasted into an article from Word or Zalo: raised 2 and 3 stay so, and pictures, which the text cannot hold, are
// not lost without a word.
const RAISED = { 2: "²", 3: "³" };

function tell(editor) {
  const field = editor.closest(".form-row");
  if (field.querySelector("[data-left-out]")) return;
  const told = document.createElement("ul");
  told.className = "messagelist";
  told.innerHTML = '<li class="warning" role="status" data-left-out>Ảnh dán không vào bài được. Xin thêm từng ảnh ở phần Ảnh bên dưới.</li>';
  field.append(told);
}

function prepare(dom) {
  const { editor } = dom;
  editor.setOptions({
    editorProps: {
      ...editor.options.editorProps,
      transformPastedHTML: (html) => {
        if (/<img\b/i.test(html)) tell(dom);
        return html.replace(/<sup[^>]*>\s*([23])\s*<\/sup>/gi, (whole, digit) => RAISED[digit]);
      },
    },
  });
  dom.addEventListener("paste", (event) => {
    if ([...event.clipboardData.files].some((file) => file.type.startsWith("image/"))) tell(dom);
  });
}

// The browser builds the editor over the box of the text once it has loaded it.
function wait() {
  const dom = document.querySelector(".tiptap");
  if (dom?.editor) prepare(dom);
  else setTimeout(wait, 100);
}
wait();
