"use strict";

// What the customer sees and hears; it knows only what the till says for bystanders.

const byId = (id) => document.getElementById(id);
let seen = "";
let speaks = localStorage.getItem("voice") === "on";

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

function show(screen) {
  byId("canteen").textContent = screen ? screen.canteen : "睦邻小厨";
  byId("practice").hidden = !(screen && screen.training);
  byId("heading").textContent = screen ? screen.heading : "欢迎光临";
  byId("figure").textContent = screen && screen.figure ? `¥${screen.figure}` : "";
  byId("change").textContent =
    screen && screen.change ? `收 ¥${screen.given}  找您 ¥${screen.change}` : "";
  const list = byId("dishes");
  list.replaceChildren();
  for (const line of (screen ? screen.lines : []).slice(-8)) {
    const row = document.createElement("li");
    row.append(
      element("span", "name", line.name),
      element("span", "", line.quantity > 1 ? `×${line.quantity}` : ""),
      element("span", "", line.amount));
    list.append(row);
  }
  if (screen) say(screen.voice);
}

function say(text) {
  if (!speaks || !text || !window.speechSynthesis) return;
  const words = new SpeechSynthesisUtterance(text);
  words.lang = "zh-CN";
  words.rate = 0.9;
  speechSynthesis.cancel();
  speechSynthesis.speak(words);
}

function drawVoice() { byId("voice").textContent = speaks ? "声音 开" : "声音 关"; }

byId("voice").addEventListener("click", () => {
  speaks = !speaks;
  localStorage.setItem("voice", speaks ? "on" : "off");
  drawVoice();
});
drawVoice();

async function follow() {
  for (;;) {
    try {
      const answer = await fetch(`/v1/customer?seen=${encodeURIComponent(seen)}`);
      const { mark, screen } = await answer.json();
      if (mark !== seen) {
        seen = mark;
        show(screen);
      } else if (mark === "closed") {
        await new Promise((done) => setTimeout(done, 1000));
      }
    } catch {
      await new Promise((done) => setTimeout(done, 1000));
    }
  }
}

follow();
