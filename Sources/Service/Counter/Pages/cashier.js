"use strict";

// The page draws what the till says and sends back what the cashier does; it decides nothing.

const byId = (id) => document.getElementById(id);

let state = null;
let menu = { id: null, dishes: [], showsAll: false };
const queue = [];
let sending = false;
let lost = false;

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// Talking to the till

async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

// Inputs go one after another, each for the state that the one before has made.
function send(input) {
  queue.push(input);
  if (!sending) drain();
}

async function drain() {
  sending = true;
  while (queue.length > 0 && state) {
    const input = queue.shift();
    try {
      const next = await post("/v1/input", {
        session: state.session, number: state.number, input,
      });
      lost = false;
      if (next.stale) queue.length = 0;
      show(next);
    } catch {
      // The till is gone: what was not answered is looked up when it is back, never sent again.
      queue.length = 0;
      lost = true;
      drawMessage();
    }
  }
  sending = false;
}

async function look() {
  if (sending) return;
  try {
    const answer = await fetch("/v1/screen");
    const next = await answer.json();
    lost = false;
    // A wrong code stays refused until the next one.
    const isCode = state && state.stage === "code" && next.stage === "code";
    if (!sending && !isCode) show(next);
  } catch {
    lost = true;
    drawMessage();
  }
}

async function loadMenu(id) {
  menu = { id, dishes: [], showsAll: false };
  try {
    menu.dishes = await (await fetch("/v1/menu")).json();
  } catch {
    menu.id = null;
  }
  drawPanel(true);
}

// Drawing

function show(next) {
  const isSame = state && state.session === next.session && state.number === next.number
    && state.stage === next.stage && state.problem === next.problem;
  state = next;
  document.body.className = `cashier at-${next.stage}${next.training ? " training" : ""}`;
  if (next.stage === "code") {
    if (!isSame) drawCode();
    return;
  }
  if (next.ticket.lines.length === 0) menu.showsAll = false;
  drawStatus();
  drawMessage();
  drawTicket();
  drawKeys();
  if (!isSame) {
    drawPanel(false);
    focusEntry();
  }
  if (next.status.menu !== menu.id) loadMenu(next.status.menu);
}

function drawStatus() {
  const status = state.status;
  byId("place").textContent = `${status.canteen} ${status.terminal}`;
  byId("who").textContent = status.shift ? `第 ${status.shift} 班 ${status.cashier}` : "未开班";
  byId("training").hidden = !state.training;
  byId("drift").hidden = !status.drift;
  byId("drift").textContent = status.drift;
  byId("aside").hidden = status.refused.length === 0;
  byId("aside").textContent = `待核对 ${status.refused.length}`;
  byId("unsent").textContent = status.unsent > 0 ? `未上传 ${status.unsent}` : "已全部上传";
  byId("unsent").className = status.unsent > 0 ? "some" : "";
  byId("link").className = status.link;
  byId("link").textContent =
    { online: "在线", offline: "离线", refused: "服务拒收", waiting: "连接中" }[status.link];
  byId("clock").textContent = status.clock.slice(0, 5);
}

function drawMessage() {
  const box = byId("message");
  if (lost) {
    box.className = "refusal";
    box.textContent = "收银程序没有响应,正在重连;最后一笔以小票号为准";
  } else if (state && state.refusal) {
    box.className = "refusal";
    box.textContent = state.refusal.line;
  } else if (state && state.stale) {
    box.className = "alarm";
    box.textContent = "画面已更新,请看一眼再按";
  } else if (state && state.note) {
    box.className = "note";
    box.textContent = state.note;
  } else if (state && state.status && state.status.linkReason) {
    box.className = "alarm";
    box.textContent = state.status.linkReason;
  } else {
    box.className = "hint";
    const isEmpty = state && state.stage === "selling" && state.ticket.lines.length === 0;
    box.textContent = isEmpty ? "刷卡 → 菜号 → 回车" : "";
  }
}

function drawTicket() {
  const ticket = state.ticket;
  const card = byId("card");
  card.replaceChildren();
  if (ticket.card) {
    card.append(element("b", "", `卡 ${ticket.card}`));
    const left = ticket.allowance ? `余 ${ticket.allowance}` : "";
    card.append(element("small", "", [ticket.reason, left].filter(Boolean).join("  ")));
  } else {
    card.append(element("b", "", "没有刷卡"), element("small", "", "按原价"));
  }
  drawLines(ticket);
  const [label, figure, sums] = figures(ticket);
  byId("payable").className = state.farewell && ticket.lines.length === 0 ? "done" : "";
  byId("payable-label").textContent = label;
  byId("payable-figure").textContent = figure;
  byId("sums").replaceChildren();
  for (const [name, sum] of sums) {
    const pair = element("div");
    pair.append(element("dt", "", name), element("dd", "", sum));
    byId("sums").append(pair);
  }
}

// The one great figure is what the cashier's hands need now: what to take, else what to give.
function figures(ticket) {
  const farewell = state.farewell;
  if (!farewell || ticket.lines.length > 0) {
    return [
      ticket.tenders.length > 0 ? "还要付" : "应付", ticket.left,
      [["原价", ticket.gross], ["优惠", ticket.discount], ["补贴", ticket.subsidy]],
    ];
  }
  const receipt = ["小票", farewell.receipt.slice(-7)];
  if (farewell.returned !== "0.00") return ["已退", farewell.returned, [receipt]];
  const sums = [["应付", farewell.paid], ["收", farewell.given], receipt];
  return farewell.change !== "0.00" ? ["找零", farewell.change, sums] : ["已付", farewell.paid, sums];
}

function drawLines(ticket) {
  const list = byId("lines");
  list.replaceChildren();
  ticket.lines.forEach((line, index) => {
    const row = element("li");
    const count = line.quantity > 1 ? ` ×${line.quantity}` : "";
    row.append(
      element("span", "number", index + 1), element("span", "name", line.name + count),
      element("span", "", line.amount));
    list.append(row);
  });
  for (const tender of ticket.tenders) {
    const row = element("li");
    row.append(
      element("span", "number", "✓"), element("span", "name", tender.kind),
      element("span", "", `-${tender.amount}`));
    list.append(row);
  }
  list.scrollTop = list.scrollHeight;
}

function drawKeys() {
  const bar = byId("keys");
  bar.replaceChildren();
  const names = { Enter: "回车", Escape: "Esc", Delete: "Del" };
  for (const key of state.keys) {
    const button = element("button");
    button.type = "button";
    button.tabIndex = -1;
    button.append(element("b", "", names[key.key] || key.key), key.label);
    if (key.key === "Enter") button.className = "main";
    if (state.refusal && state.refusal.key === key.label) button.className = "resolves";
    button.addEventListener("click", () => press(key));
    bar.append(button);
  }
}

// The keyboard

function takeEntry() {
  const entry = byId("entry");
  const text = entry.value;
  entry.value = "";
  return text;
}

function focusEntry() {
  const stages = ["selling", "refund", "recall", "menu", "report"];
  if (stages.includes(state.stage)) byId("entry").focus();
}

function press(key) {
  const text = takeEntry();
  send({ ...key.input, text });
  focusEntry();
}

// A card reader types much faster than a person and ends with Enter. The second reader is set to
// put a semicolon in front.
const readerGapMilliseconds = 60;
let burst = "";
let lastKeyAt = 0;

function cardInBurst() {
  const match = burst.match(/^(;?)([0-9A-Za-z]{6,40})$/);
  return match ? { reader: match[1] ? 2 : 1, text: match[2] } : null;
}

// A busy machine may stutter and split what the reader types; no meal key is as long as a card.
function cardInEntry() {
  const typed = document.activeElement === byId("entry") ? byId("entry").value : "";
  const match = typed.match(/^(;?)([0-9]{13,40})$/);
  return match ? { reader: match[1] ? 2 : 1, text: match[2] } : null;
}

// What the reader has typed into a field is taken out again: a card is never a PIN. A reader that
// stumbled on its way left the card's first digits there too; then the field has the whole card.
function sendCard(card) {
  const field = document.activeElement;
  const typed = (card.reader === 2 ? ";" : "") + card.text;
  let whole = null;
  if (field && field.tagName === "INPUT" && field.value.endsWith(typed)) {
    whole = field.value.match(/^(;?)([0-9A-Za-z]+)$/);
    field.value = whole ? "" : field.value.slice(0, -typed.length);
  }
  const reader = whole && whole[1] ? 2 : card.reader;
  send({ do: "card", reader, text: whole ? whole[2] : card.text });
}

document.addEventListener("keydown", (event) => {
  const gap = event.timeStamp - lastKeyAt;
  lastKeyAt = event.timeStamp;
  if (event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey) {
    burst = gap < readerGapMilliseconds ? burst + event.key : event.key;
  }
  if (!state || state.stage === "code") return;
  if (event.key === "Enter") {
    const card = cardInEntry() || (gap < readerGapMilliseconds ? cardInBurst() : null);
    burst = "";
    if (card) {
      event.preventDefault();
      sendCard(card);
      return;
    }
    if (document.activeElement === byId("entry") || document.activeElement === document.body) {
      event.preventDefault();
      send({ do: "entry", text: takeEntry() });
    }
    return;
  }
  const inForm = document.activeElement && document.activeElement.closest("#panel form");
  const key = state.keys.find((candidate) => candidate.key === event.key);
  if (key && !(inForm && (event.key === "Delete" || event.key === "/"))) {
    event.preventDefault();
    press(key);
  } else if (/^F\d+$/.test(event.key)) {
    event.preventDefault();
  } else if (event.key.length === 1 && document.activeElement === document.body) {
    byId("entry").focus();
  }
}, true);

byId("typing").addEventListener("submit", (event) => event.preventDefault());

// The keys on the glass type into whatever is being filled in.
for (const label of ["7", "8", "9", "4", "5", "6", "1", "2", "3", "0", ".", "*", "⌫"]) {
  addPadKey(label, label === "⌫" ? "wide" : "");
}
addPadKey("确认", "enter");

function addPadKey(label, className) {
  const button = element("button", className, label);
  button.type = "button";
  button.tabIndex = -1;
  button.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const active = document.activeElement;
    const field = active && active.tagName === "INPUT" ? active : byId("entry");
    if (label === "⌫") field.value = field.value.slice(0, -1);
    else if (label !== "确认") field.value += label;
    else if (field === byId("entry")) send({ do: "entry", text: takeEntry() });
    else field.form.requestSubmit();
    field.focus();
  });
  byId("pad").append(button);
}

look();
setInterval(look, 1000);
