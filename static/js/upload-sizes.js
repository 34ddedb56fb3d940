// Takes files that are too large, or too many, out of a file input before they travel, and says so beside it.
// What was said travels instead, so that the next page says it once more.
const numbers = new Intl.NumberFormat("vi", { maximumFractionDigits: 1 });
const megabytes = (bytes) => `${numbers.format(bytes / 1024 / 1024)} MB`;

function sortOut(input) {
  const most = Number(input.dataset.maxBytes);
  const room = Number(input.dataset.maxFiles);
  const small = Array.from(input.files).filter((file) => file.size <= most);
  const kept = small.slice(0, room);
  const told = Array.from(input.files)
    .filter((file) => file.size > most)
    .map((file) => `Tệp “${file.name}” nặng ${megabytes(file.size)}, mỗi tệp chỉ được tối đa ${megabytes(most)} nên đã bỏ ra.`);
  if (kept.length < small.length) told.push(`Lần gửi này chỉ thêm được ${room} tệp; các tệp sau đó đã bỏ ra.`);
  return { kept, told };
}

function attach(input) {
  const notice = document.createElement("div");
  notice.setAttribute("role", "status");
  input.before(notice);
  input.addEventListener("change", () => {
    const { kept, told } = sortOut(input);
    notice.className = told.length ? "upload-notice" : "";
    notice.replaceChildren(...told.map((words) => Object.assign(document.createElement("p"), { textContent: words })));
    if (!told.length) return;
    notice.append(Object.assign(document.createElement("input"), { type: "hidden", name: `left_out_${input.name}`, value: told.join(" ") }));
    const left = new DataTransfer();
    kept.forEach((file) => left.items.add(file));
    input.files = left.files;
  });
}

document.querySelectorAll("input[type=file][data-max-bytes]").forEach(attach);
