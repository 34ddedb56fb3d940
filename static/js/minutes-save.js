// Sends one part of the minutes to the server and says what became of it.
const WAIT = 15000;

export async function send(address, token, part, version, texts, { leaving = false } = {}) {
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ part, version, texts }),
      keepalive: leaving,
      signal: leaving || !AbortSignal.timeout ? undefined : AbortSignal.timeout(WAIT),
    });
    const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    // Whoever is no longer signed in is led to another page.
    if (answer.redirected || answer.status === 403 || (answer.ok && !isJson)) return { outcome: "signed-out" };
    if (!isJson) return { outcome: "failed" };
    const told = await answer.json();
    if (answer.ok) return { outcome: "saved", ...told };
    if (answer.status === 404 || answer.status === 410) return { outcome: "gone", ...told };
    return { outcome: answer.status === 409 ? "conflict" : "refused", ...told };
  } catch {
    return { outcome: "offline" };
  }
}
