// What the page of the minutes says about a part, and the warnings beside it.
export const SAID = {
  waiting: "Chưa lưu",
  saving: "Đang lưu…",
  offline: "Mất kết nối, đang giữ trên máy này, chưa lưu",
  failed: "Máy chủ chưa nhận, đang giữ trên máy này, chưa lưu",
  "signed-out": "Phiên làm việc đã hết. Nội dung đang giữ trên máy này, chưa lưu: xin đăng nhập lại rồi mở lại trang này",
  conflict: "Người khác vừa ghi vào đây: xin xem hai bản bên dưới",
};

export function showWarnings(element, warnings = []) {
  const box = element.querySelector("[data-warnings]");
  if (!box) return;
  const lines = warnings.map((text) => Object.assign(document.createElement("li"), { textContent: text }));
  box.hidden = lines.length === 0;
  box.querySelector("ul").replaceChildren(...lines);
}
