// Keeps what was chosen before when a file input is used again: a phone's camera gives one photo at a time.
// Takes files that are too large, or too many, out of it before they travel, and says so beside it.
// What was said travels instead, so that the next page says it once more.
const numbers = new Intl.NumberFormat("vi", { maximumFractionDigits: 1 });
const megabytes = (bytes) => `${numbers.format(bytes / 1024 / 1024)} MB`;
const mark = (file) => `${file.name} ${file.size} ${file.lastModified}`;

function fileList(files) {
  const list = new DataTransfer();
  files.forEach((file) => list.items.add(file));
  return list.files;
}

function sortOut(input, files) {
  const most = Number(input.dataset.maxBytes);
  const room = Number(input.dataset.maxFiles);
  const small = files.filter((file) => file.size <= most);
  const kept = small.slice(0, room);
  const told = files
    .filter((file) => file.size > most)
    .map((file) => `Tệp “${file.name}” nặng ${megabytes(file.size)}, mỗi tệp chỉ được tối đa ${megabytes(most)} nên đã bỏ ra.`);
  if (kept.length < small.length) told.push(`Lần gửi này chỉ thêm được ${room} tệp; các tệp sau đó đã bỏ ra.`);
  return { kept, told };
}

const said = (words) => Object.assign(document.createElement("p"), { textContent: words });

function attach(input) {
  const notice = document.createElement("div");
  notice.setAttribute("role", "status");
  const chosen = Object.assign(document.createElement("div"), { className: "upload-chosen" });
  input.before(notice, chosen);
  const again = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-outline", textContent: "Bỏ hết các tệp đã chọn" });
  let files = Array.from(input.files);
  const take = (all) => {
    const { kept, told } = sortOut(input, all);
    files = kept;
    input.files = fileList(kept);
    notice.className = told.length ? "upload-notice" : "";
    notice.textContent = chosen.textContent = "";
    notice.append(...told.map(said));
    if (told.length) notice.append(Object.assign(document.createElement("input"), { type: "hidden", name: `left_out_${input.name}`, value: told.join(" ") }));
    if (kept.length) chosen.append(said(`Đã chọn ${kept.length} tệp: ${kept.map((file) => file.name).join(", ")}.`), again);
  };
  again.addEventListener("click", () => {
    take([]);
    input.focus();
  });
  input.addEventListener("change", () => {
    const known = files.map(mark);
    take([...files, ...Array.from(input.files).filter((file) => !known.includes(mark(file)))]);
  });
}

function canMakeLists() {
  try {
    return Boolean(new DataTransfer());
  } catch {
    return false; // Safari before 14.1: the page works as it does without scripts
  }
}

if (canMakeLists()) {
  document.querySelectorAll("input[type=file][data-max-bytes]").forEach(attach);
  document.querySelectorAll("[data-choose-once]").forEach((advice) => advice.remove());
}
