# The portal's commands. "make" alone lists them.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
# The distribution's own Python is compiled for speed; one compiled on the machine, as pyenv does, takes a sixth longer.
PYTHON ?= $(shell /usr/bin/python3 -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo /usr/bin/python3 || echo python3)
PYTEST_WORKERS ?= 2
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Several processes start from the same modules: what one has compiled the others need not.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run dev test endurance pictures bench check manage lock clean installed installed-dev

help: ## Liệt kê các lệnh
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

run: installed ## Cài đặt rồi chạy cổng thông tin ở http://127.0.0.1:8000 (PORT=… để đổi cổng)
	@exec $(BIN)/python -m wardportal.server --parent $$PPID

dev: installed-dev ## Như run, nhưng tự nạp lại khi mã thay đổi và hiện lỗi chi tiết
	@exec $(BIN)/python -m wardportal.server --dev --parent $$PPID

test: installed-dev ## Chạy mọi kiểm thử (ARGS=… để chọn)
	@exec $(BIN)/python -m pytest -n $(PYTEST_WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

endurance: installed-dev ## Gửi 300 đơn kèm ảnh trong khi máy chủ bị kill -9 nhiều lần, rồi kiểm đếm (ARGS=…)
	@exec $(BIN)/python -m tests.endurance.send_while_killed $(ARGS)

bench: installed-dev ## Đo tốc độ từng trang với 200.000 đơn, so với một phần trăm số đó (ARGS=--petitions 1000000)
	@exec $(BIN)/python -m tests.bench $(ARGS)

pictures: installed-dev ## Chụp lại các ảnh của README từ một phường mẫu
	@exec $(BIN)/python -m tests.pictures

check: installed-dev ## Kiểm tra văn phong mã, kiểu dữ liệu, mẫu trang, cấu hình và di trú
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	WARDPORTAL_HTTPS=1 $(BIN)/python manage.py check --deploy --fail-level WARNING
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && chmod 711 "$$folder" && set -x && \
	WARDPORTAL_DATA_DIR="$$folder" DATABASE_URL= $(BIN)/python -m wardportal.server --manage makemigrations --check --dry-run

manage: installed ## Chạy một lệnh quản trị, ví dụ: make manage ARGS="createsuperuser"
	@exec $(BIN)/python -m wardportal.server --manage $(ARGS)

lock: ## Chọn lại phiên bản thư viện (requirements.txt, requirements-dev.txt)
	@set -e; uv=$$(command -v uv) || { \
	  $(PYTHON) -m venv $(VENV)-uv; $(VENV)-uv/bin/python -m pip install --quiet uv; uv=$(VENV)-uv/bin/uv; }; \
	options="--universal --generate-hashes --no-header --no-strip-extras --python-version 3.11 --quiet"; \
	$$uv pip compile $$options pyproject.toml -o requirements.txt; \
	$$uv pip compile $$options --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt; \
	rm -rf $(VENV)-uv

clean: ## Xóa thư viện đã cài; dữ liệu trong var/ giữ nguyên
	rm -rf $(VENV) $(VENV).lock .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

installed:
	@$(call install,requirements.txt)

installed-dev:
	@$(call install,requirements-dev.txt)

# Install a locked list, unless it is the one installed last. The list is copied last, so that a broken-off
# installation is done again; the longer list holds the shorter one. Who starts second waits for the first. What the
# installers complain of is told once they ended: of Ctrl-C they write a traceback.
define install
set -e; \
installed() { $(BIN)/python -c '' 2>/dev/null && cmp -s $(1) $(VENV)/$(1); }; \
if installed; then exit 0; fi; \
if command -v flock >/dev/null; then exec 9>$(VENV).lock; flock 9; if installed; then exit 0; fi; fi; \
uv=$$(command -v uv || true); \
if ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
  echo "Cần Python 3.11 trở lên. Máy này có: $$($(PYTHON) --version 2>/dev/null || echo "không có $(PYTHON)"). Có thể chỉ rõ: make run PYTHON=python3.12"; exit 1; \
fi; \
if [ -z "$$uv" ] && ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then \
  echo "Python của máy này thiếu mô-đun venv. Hãy cài thêm, ví dụ: apt-get install python3-venv"; exit 1; \
fi; \
echo "Đang cài thư viện vào $(VENV) (chỉ lần đầu hoặc khi danh sách thay đổi)…"; \
errors=$$(mktemp); trap 'rm -f "$$errors"' EXIT; \
trap 'echo; echo "Đã dừng khi đang cài thư viện. Chạy lại lệnh vừa rồi để cài tiếp."; exit 130' INT; \
{ if [ -n "$$uv" ]; then \
  { $(BIN)/python -c '' 2>/dev/null || "$$uv" venv --quiet --clear --python "$$(command -v $(PYTHON))" $(VENV); } && \
  "$$uv" pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r $(1); \
else \
  { $(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV); } && \
  $(BIN)/python -m pip install -qq --require-hashes --only-binary :all: -r $(1); \
fi; } 2>"$$errors" || { cat "$$errors" >&2; echo "Không cài được thư viện. Hãy kiểm tra mạng và ổ đĩa rồi chạy lại."; exit 1; }; \
cp $(1) $(VENV)/$(1); \
if [ $(1) = requirements-dev.txt ]; then cp requirements.txt $(VENV)/requirements.txt; fi
endef
