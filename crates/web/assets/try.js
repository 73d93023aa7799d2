// The page on which an address of the API is tried.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("form[data-try]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const out = form.querySelector("pre");
      let path = form.dataset.try;
      const query = new URLSearchParams();
      for (const input of form.querySelectorAll("input[data-in]")) {
        if (input.value === "") continue;
        if (input.dataset.in === "path") path = path.replace(`{${input.name}}`, encodeURIComponent(input.value));
        else query.set(input.name, input.value);
      }
      const address = path + (query.size ? "?" + query : "");
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      const text = await answer.text();
      out.hidden = false;
      out.textContent = `GET ${address}\n${answer.status} ${answer.headers.get("content-type") ?? ""}\n\n${text.slice(0, 20000)}`;
    });
  }
});
