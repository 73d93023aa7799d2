// Small helps for pages that work without them: charts, files dropped, progress, drafts, parts renewed.
"use strict";
(() => {
  const own = document.currentScript;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // --- charts: the library is loaded when the first chart comes into sight ---
  let library;
  const load = () => (library ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = own.dataset.charts;
    script.onload = () => done(window.echarts);
    script.onerror = failed;
    document.head.append(script);
  }));
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  // Amounts are whole fen in the data; only what is shown is divided.
  const yuan = (fen) => {
    const big = BigInt(Math.round(Number(fen)));
    const sign = big < 0n ? "-" : "", plus = big < 0n ? -big : big;
    const whole = (plus / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ",");
    return sign + whole + "." + (plus % 100n).toString().padStart(2, "0");
  };
  const short = (fen) => {
    const v = Number(fen) / 100, size = Math.abs(v);
    const zh = document.documentElement.lang.startsWith("zh");
    const steps = zh ? [[1e8, "亿"], [1e4, "万"]] : [[1e9, "bn"], [1e6, "m"], [1e3, "k"]];
    for (const [step, name] of steps) if (size >= step) return +(v / step).toFixed(1) + name;
    return String(+v.toFixed(2));
  };
  const formats = { yuan, short, percent: (v) => v + "%" };
  // Formatters are named in the option, never sent as code.
  const resolve = (option) => {
    for (const [key, value] of Object.entries(option)) {
      if (key === "formatter" && typeof value === "string" && value.startsWith("@")) {
        const format = formats[value.slice(1)];
        option[key] = (p) => (p && typeof p === "object" ? p.name + "  " + format(p.value) : format(p));
      } else if (key === "valueFormatter" && typeof value === "string") {
        option[key] = formats[value.replace("@", "")];
      } else if (value && typeof value === "object") resolve(value);
    }
    return option;
  };
  const draw = async (canvas) => {
    const echarts = await load();
    const figure = canvas.closest("figure");
    canvas.hidden = false;
    const chart = echarts.init(canvas, dark.matches ? "dark" : null, { renderer: "svg" });
    const option = resolve(JSON.parse(canvas.dataset.chart));
    chart.setOption({ backgroundColor: "transparent", animation: !still.matches, textStyle: { fontFamily: "inherit" }, ...option });
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", canvas.dataset.name);
    chart.on("click", (p) => { const to = p.data && p.data.href; if (to) location.href = to; });
    new ResizeObserver(() => chart.resize()).observe(canvas);
    const figures = figure.querySelector("details.figures");
    if (figures) figures.open = false;
    const exports = figure.querySelector(".exports");
    if (exports) {
      exports.hidden = false;
      exports.onclick = (event) => event.target.dataset.export && save(chart, canvas, event.target.dataset.export);
    }
  };
  const save = (chart, canvas, kind) => {
    const svg = chart.getDataURL({ type: "svg" });
    const name = canvas.dataset.name + "." + kind;
    if (kind === "svg") return hand(svg, name);
    const picture = new Image();
    picture.onload = () => {
      const sheet = document.createElement("canvas");
      [sheet.width, sheet.height] = [chart.getWidth() * 2, chart.getHeight() * 2];
      const pen = sheet.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, sheet.width, sheet.height);
      pen.drawImage(picture, 0, 0, sheet.width, sheet.height);
      hand(sheet.toDataURL("image/png"), name);
    };
    picture.src = svg;
  };
  const hand = (href, download) => Object.assign(document.createElement("a"), { href, download }).click();
  const charts = (within) => {
    const seen = new IntersectionObserver((entries) => entries.forEach((entry) => {
      if (!entry.isIntersecting) return;
      seen.unobserve(entry.target);
      draw(entry.target.querySelector("[data-chart]")).catch(() => {});
    }), { rootMargin: "200px" });
    all("figure.chart:has([data-chart])", within).forEach((f) => seen.observe(f));
  };

  // --- files dropped on a form ---
  const drops = () => all("form.drop").forEach((form) => {
    const input = form.querySelector("input[type=file]");
    const over = (on) => (event) => { event.preventDefault(); form.classList.toggle("over", on); };
    form.addEventListener("dragover", over(true));
    form.addEventListener("dragleave", over(false));
    form.addEventListener("drop", (event) => {
      over(false)(event);
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      if (input.files.length) form.requestSubmit();
    });
    form.addEventListener("submit", () => {
      const busy = form.querySelector("[data-busy]");
      if (busy) busy.hidden = false;
    });
  });

  // --- a part of the page that renews itself until it is done: data-renew="address" data-every="ms" ---
  const renew = (part) => setTimeout(async () => {
    try {
      const answer = await fetch(part.dataset.renew, { headers: { "X-Partial": "1" } });
      if (answer.ok) {
        const box = document.createElement("div");
        box.innerHTML = await answer.text();
        const fresh = box.querySelector("[data-part]") ?? box.firstElementChild;
        part.replaceWith(fresh);
        begin(fresh);
        return;
      }
    } catch { /* the server is away: tried again below */ }
    renew(part);
  }, Number(part.dataset.every ?? 1000));

  // --- forms whose drafts are kept: data-draft="address" ---
  const drafts = (within) => all("form[data-draft]", within).forEach((form) => {
    const says = form.querySelector("[data-draft-says]");
    let waiting, version = form.dataset.version ?? "0";
    const keep = async () => {
      const body = new URLSearchParams(new FormData(form));
      body.set("version", version);
      try {
        const answer = await fetch(form.dataset.draft, { method: "POST", body, headers: { "X-Partial": "1" } });
        if (answer.ok) {
          version = answer.headers.get("x-version") ?? version;
          form.dataset.version = version;
          const field = form.elements.namedItem("version");
          if (field) field.value = version;
          const text = await answer.text();
          const box = document.createElement("div");
          box.innerHTML = text;
          all("[data-part]", box).forEach((fresh) => document.getElementById(fresh.id)?.replaceWith(fresh));
          if (says) says.textContent = says.dataset.kept;
        } else if (answer.status === 409) {
          if (says) says.textContent = says.dataset.conflict;
        } else throw answer.status;
        form.removeAttribute("data-unsaved");
      } catch {
        form.setAttribute("data-unsaved", "");
        if (says) says.textContent = says.dataset.lost;
        clearTimeout(waiting);
        waiting = setTimeout(keep, 5000);
      }
    };
    form.addEventListener("input", () => {
      form.setAttribute("data-unsaved", "");
      clearTimeout(waiting);
      waiting = setTimeout(keep, 800);
    });
    form.addEventListener("submit", () => { clearTimeout(waiting); form.removeAttribute("data-unsaved"); });
  });
  addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-unsaved]")) event.preventDefault();
  });

  // --- a form sent as soon as something is chosen: data-auto ---
  const autos = (within) => all("form[data-auto]", within).forEach((form) =>
    form.addEventListener("change", () => form.requestSubmit()));

  // --- a number that may be drawn as well as typed: data-slider ---
  const sliders = (within) => all("input[data-slider]", within).forEach((input) => {
    const range = document.createElement("input");
    const [min, max] = [Number(input.min), Number(input.max)];
    Object.assign(range, { type: "range", min: input.min, max: input.max, step: (max - min) / 200 || 1, value: input.value });
    range.setAttribute("aria-label", input.labels[0]?.textContent ?? input.name);
    range.addEventListener("input", () => { input.value = Number(Number(range.value).toFixed(4)); });
    input.addEventListener("input", () => { range.value = input.value; });
    input.after(range);
  });

  const begin = (within) => {
    charts(within); autos(within); sliders(within); drafts(within);
    const parts = all("[data-renew]", within);
    if (within.dataset?.renew) parts.push(within);
    parts.forEach(renew);
  };
  document.addEventListener("DOMContentLoaded", () => { drops(); begin(document); });
  // Charts are drawn again in the other colours; the page itself follows by its style.
  dark.addEventListener("change", async () => {
    for (const canvas of all("[data-chart]:not([hidden])")) {
      (await load()).getInstanceByDom(canvas)?.dispose();
      draw(canvas);
    }
  });
})();
