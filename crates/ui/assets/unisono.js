// Counts page views without knowing who looks. Without consent nothing is read from or written to
// the visitor's device. After consent: a visit id of this site for at most 13 months, and events of
// the tracking API.
(() => {
  const me = document.currentScript;
  const host = new URL(me.src).origin;
  const key = me.dataset.key;
  const name = "unisono_visit";
  const longest = 13 * 30 * 864e5;
  const refusedBefore = navigator.globalPrivacyControl === true;
  const waiting = [];
  let allowed = null;
  let last = null;

  const random = () => crypto.randomUUID ? crypto.randomUUID()
    : [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

  const send = (path, body) => {
    // Not a beacon: that would carry cookies of our host.
    fetch(host + path, { method: "POST", body: JSON.stringify(body), keepalive: true, credentials: "omit" })
      .catch(() => {});
  };

  const tags = () => [...new URLSearchParams(location.search)]
    .filter(([k]) => k.toLowerCase().startsWith("utm_"))
    .map(([k, v]) => k + "=" + encodeURIComponent(v)).join("&");

  const from = () => {
    try { return new URL(document.referrer).origin; } catch { return ""; }
  };

  const memory = (write) => {
    try {
      if (write === null) return localStorage.removeItem(name);
      if (write) return localStorage.setItem(name, JSON.stringify(write));
      return JSON.parse(localStorage.getItem(name));
    } catch { return null; }
  };

  const visit = () => {
    let kept = memory();
    if (!kept || !kept.id || Date.now() - kept.at > longest) memory(kept = { id: random(), at: Date.now() });
    return kept.id;
  };

  const event = (type, who, more) => {
    const now = new Date().toISOString();
    return { type, messageId: random(), anonymousId: who, originalTimestamp: now, sentAt: now, writeKey: key,
      context: {
        library: { name: "unisono.js", version: "1" },
        locale: navigator.language,
        page: { path: location.pathname, url: location.origin + location.pathname, search: tags() && "?" + tags(),
          referrer: from(), title: document.title },
      }, ...more };
  };

  const tell = (path, type, more) => {
    if (allowed) send(path, event(type, visit(), more));
    else if (allowed === null && waiting.length < 50) waiting.push([path, type, more]);
  };

  const view = () => {
    if (last === location.pathname) return;
    const referrer = last === null ? from() : location.origin;
    last = location.pathname;
    send("/v1/visit", { key, path: last, host: location.host, referrer, search: tags() });
    tell("/v1/p", "page", { properties: {} });
  };

  // Says yes or no for this visitor. No removes what an earlier yes has left.
  const consent = (yes) => {
    yes = yes === true && !refusedBefore;
    if (allowed === yes) return;
    allowed = yes;
    const late = waiting.splice(0);
    if (yes) late.forEach((call) => tell(...call));
    else memory(null);
  };

  // A form that the visitor sends is theirs to send: what its fields say about them arrives with it,
  // under an id that is used this once and kept nowhere, unless there is consent to a visit id.
  const fields = { email: "email", "given-name": "firstName", "family-name": "lastName", name: "name",
    organization: "company", "organization-title": "position", tel: "phone" };
  const formSent = (form) => {
    const traits = {};
    for (const input of form.elements) {
      const trait = input.dataset && input.dataset.unisonoTrait || fields[(input.autocomplete || "").split(" ").pop()];
      if (trait && input.value) traits[trait] = input.value.slice(0, 250);
    }
    const who = allowed ? visit() : "form-" + random();
    if (traits.email) send("/v1/i", event("identify", who, { traits }));
    send("/v1/t", event("track", who, { event: "Form Submitted",
      properties: { form_id: form.dataset.unisono || form.id || "form" } }));
  };
  document.addEventListener("submit", (e) => {
    if (e.target.matches && e.target.matches("form[data-unisono]")) formSent(e.target);
  }, true);

  // What the common banners say. Each is asked only if it is on the page.
  const banners = () => {
    const on = (type, then) => window.addEventListener(type, then);
    const cookiebot = () => window.Cookiebot && consent(Cookiebot.consent.statistics === true);
    ["CookiebotOnConsentReady", "CookiebotOnAccept", "CookiebotOnDecline"].forEach((t) => on(t, cookiebot));
    const groups = me.dataset.onetrust || "C0002";
    on("OneTrustGroupsUpdated", () => consent((window.OnetrustActiveGroups || "").split(",").includes(groups)));
    on("ucEvent", (e) => {
      const said = e.detail && e.detail[me.dataset.usercentrics || "Unisono"];
      if (typeof said === "boolean") consent(said);
    });
    if (typeof window.__tcfapi === "function") {
      __tcfapi("addEventListener", 2, (data, ok) => {
        const given = data && data.purpose && data.purpose.consents || {};
        if (ok && data.eventStatus !== "cmpuishown") consent(given[1] === true && given[8] === true);
      });
    }
    document.addEventListener("unisono:consent", (e) => consent(e.detail === true));
  };

  const wrap = (method) => {
    const before = history[method];
    history[method] = function (...args) {
      const result = before.apply(this, args);
      view();
      return result;
    };
  };
  wrap("pushState");
  addEventListener("popstate", view);
  window.unisono = {
    consent,
    track: (event, properties = {}) => tell("/v1/t", "track", { event, properties }),
    identify: (userId, traits = {}) => tell("/v1/i", "identify", { userId, traits }),
  };
  banners();
  if (document.prerendering) document.addEventListener("prerenderingchange", view, { once: true });
  else view();
})();
