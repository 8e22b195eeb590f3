"""What the tests of the page in Chromium share: questions, a phone, asking, contrast."""

from __future__ import annotations

from typing import Any

LIST_QUESTION = "“开放式党课”重点做到哪五个开放？"
WHO_QUESTION = "三方會議由哪些人參加？"
UNANSWERABLE = "紅燒牛肉麵的湯頭要怎麼熬才香？"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
SHOT_WAIT_MS = 400

# Elements whose text stands out less than 4.5 : 1 by the formula of WCAG 2.2 from what is painted under it.
FAINT = """
(texts) => [...document.querySelectorAll(texts)].map((element) => {
  const numbers = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => {
    const [r, g, b] = numbers(color).slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let ground = element;
  while (ground.parentElement && (numbers(getComputedStyle(ground).backgroundColor)[3] ?? 1) === 0)
    ground = ground.parentElement;
  const [a, b] = [getComputedStyle(element).color, getComputedStyle(ground).backgroundColor].map(light);
  return [element.outerHTML.slice(0, 90), (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)];
}).filter(([, ratio]) => !(ratio >= 4.5))
"""


def ask(page: Any, question: str) -> None:
    """Type the question and send it by Enter; its answer is there afterwards."""
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_function("(question) => document.querySelector('.answer h2')?.textContent === question", arg=question)
