"use strict";

// The right half of the cashier's page: the dishes, or what the cashier fills in and reads.

function drawPanel(keepsForm) {
  const panel = byId("panel");
  if (!state || state.stage === "code" || keepsForm && state.stage !== "selling") return;
  const typed = new Map();
  for (const input of panel.querySelectorAll("input")) {
    if (input.type !== "password") typed.set(input.name, input.value);
  }
  const title = panel.dataset.title;
  panel.replaceChildren();
  panel.dataset.title = state.form ? state.form.title : "";
  switch (state.stage) {
    case "selling": panel.append(dishes()); break;
    case "form": panel.append(form(title === state.form.title ? typed : new Map())); break;
    case "refund": panel.append(refund()); break;
    case "recall": panel.append(recall()); break;
    case "report": panel.append(report()); break;
    case "menu": panel.append(great("班次", "按下面的键,或按 Esc 返回")); break;
    case "closed": panel.append(great("未开班", "按 F1 开班")); break;
    case "stopped": panel.append(great("可以关机了", "数据都在本机;再开机会接着用")); break;
  }
  if (state.stage !== "selling") {
    for (const line of state.status.refused) panel.append(element("p", "quarantine", line));
  }
  const first = panel.querySelector("input");
  if (first) first.focus();
}

function great(title, text) {
  const box = element("div", "great");
  box.append(element("h1", "", title), element("p", "", text));
  return box;
}

// The dishes of this meal; one tile more shows those that are not on its menu.
function dishes() {
  const grid = element("div", "dishes");
  const served = menu.dishes.filter((dish) => dish.served);
  const isPart = served.length > 0 && served.length < menu.dishes.length && !menu.showsAll;
  for (const dish of isPart ? served : menu.dishes) {
    const tile = dishTile(dish.code, dish.price, dish.name);
    tile.addEventListener("click", () => {
      const typed = takeEntry();
      const portions = typed.match(/^(\d+)[*xX×]?$/);
      send({ do: "entry", text: portions ? `${portions[1]}*${dish.code}` : dish.code });
    });
    grid.append(tile);
  }
  if (isPart) {
    const more = dishTile("⋯", "", "其他菜");
    more.classList.add("more");
    more.addEventListener("click", () => {
      menu.showsAll = true;
      drawPanel(true);
    });
    grid.append(more);
  }
  return grid;
}

function dishTile(code, price, name) {
  const tile = element("button");
  tile.type = "button";
  tile.tabIndex = -1;
  const head = element("span", "head");
  head.append(element("b", "", code), element("span", "", price));
  tile.append(head, element("span", "name", name));
  return tile;
}

function form(typed) {
  const box = element("form", state.form.fields.length > 6 ? "form many" : "form");
  box.autocomplete = "off";
  box.append(element("h2", "", state.form.title), element("p", "", state.form.hint));
  const inputs = state.form.fields.map((field) => {
    const label = element("label");
    const input = element("input");
    input.name = field.name;
    input.autocomplete = "off";
    input.type = field.kind === "pin" ? "password" : "text";
    if (field.kind !== "text") input.inputMode = "none";
    input.value = typed.get(field.name) || "";
    label.append(element("span", "", field.label), input);
    box.append(label);
    return input;
  });
  const submit = element("button", "", "确定 回车");
  submit.type = "submit";
  box.append(submit);
  const fields = () => Object.fromEntries(inputs.map((input) => [input.name, input.value]));
  box.addEventListener("submit", (event) => {
    event.preventDefault();
    const at = inputs.indexOf(document.activeElement);
    const isEmpty = inputs.every((input) => input.value === "");
    const isWhole = state.form.skips && (isEmpty || inputs[0].value !== "");
    if (at >= 0 && at < inputs.length - 1 && !isWhole) {
      inputs[at + 1].focus();
      return;
    }
    send({ do: "form", fields: fields() });
  });
  return box;
}

function refund() {
  const box = element("div", "choice");
  box.append(element("h2", "", `退款 ${state.refund.receipt} 实付 ${state.refund.paid}`));
  box.append(element("p", "", "输行号选整行,行号*份数选几份;回车下一步"));
  state.refund.lines.forEach((line, index) => {
    const button = element("button", line.chosen > 0 ? "chosen" : "");
    button.type = "button";
    button.append(
      element("span", "", `${index + 1}`), element("span", "name", `${line.name} ×${line.quantity}`),
      element("span", "", line.amount), element("span", "", `退 ${line.chosen}/${line.left}`));
    button.addEventListener("click", () => send({ do: "entry", text: `${index + 1}` }));
    box.append(button);
  });
  return box;
}

function recall() {
  const box = element("div", "choice");
  box.append(element("h2", "", "取哪一单?输序号"));
  state.held.forEach((held, index) => {
    const button = element("button");
    button.type = "button";
    button.append(
      element("span", "", `${index + 1}`), element("span", "name", held.text),
      element("span", "", held.amount));
    button.addEventListener("click", () => send({ do: "entry", text: `${index + 1}` }));
    box.append(button);
  });
  return box;
}

function report() {
  const box = element("div", "report");
  box.append(element("h2", "", state.report.title));
  const table = element("table");
  for (const row of state.report.rows) {
    const line = element("tr");
    line.append(element("td", "", row.label), element("td", "", row.figure));
    table.append(line);
  }
  box.append(table);
  return box;
}

function drawCode() {
  byId("place").textContent = state.terminal;
  byId("who").textContent = "新机";
  byId("keys").replaceChildren();
  byId("message").className = state.problem ? "refusal" : "";
  byId("message").textContent = state.problem || "";
  const panel = byId("panel");
  panel.replaceChildren();
  const box = element("form", "great");
  box.autocomplete = "off";
  const input = element("input");
  input.name = "code";
  input.placeholder = "0000-0000";
  const button = element("button", "", "确定 回车");
  box.append(
    element("h1", "", "开通这台收银机"),
    element("p", "", `终端 ${state.terminal}:输入区里给的一次性代码`), input, button);
  box.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      show(await post("/v1/code", { code: input.value.trim() }));
    } catch {
      lost = true;
      drawMessage();
    }
    button.disabled = false;
  });
  panel.append(box);
  input.focus();
}
