// Keeps the projected page up to date. Without script it reloads itself; with
// "Keep this page as it is" it does neither.
(() => {
  const main = document.getElementById("main");
  const told = document.createElement("p");
  told.className = "hush";
  told.setAttribute("role", "status");
  document.body.append(told);
  let last = main.innerHTML;
  setInterval(async () => {
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("main");
      if (!fresh || fresh.innerHTML === last || main.contains(document.activeElement)) return;
      last = fresh.innerHTML;
      main.innerHTML = last;
      document.title = page.title;
      told.textContent = main.querySelector("h1").textContent;
    } catch {
      // The signal is away: the next round tries again.
    }
  }, 3000);
})();
