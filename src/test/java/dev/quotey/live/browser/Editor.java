package dev.quotey.live.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;

/** Somebody's page with a quote: what they do with it, and what they see. */
record Editor(Page page) {
  private static final String ORDER = "() => [...document.querySelectorAll('.rows .row')]"
      + ".sort((a, b) => a.ariaRowIndex - b.ariaRowIndex).map(row => row.dataset.line)";

  Editor live() {
    page.waitForSelector("#state[data-state='live']");
    return this;
  }

  /** Waits until everything that was typed is saved. */
  Editor saved() {
    page.waitForFunction(
        "() => document.getElementById('state').textContent === 'All changes saved'");
    return this;
  }

  Locator cell(String line, String column) {
    return page.locator("[data-line='" + line + "'] ." + column);
  }

  String text(String line, String column) {
    return cell(line, column).textContent();
  }

  /** Waits until a cell shows a text. */
  Editor sees(String line, String column, String text) {
    page.waitForFunction(
        "([selector, text]) => document.querySelector(selector)?.textContent === text",
        List.of("[data-line='" + line + "'] ." + column, text));
    return this;
  }

  /** Waits until something with this text is on the page. */
  Editor sees(String selector, String text) {
    page.locator(selector)
        .filter(new Locator.FilterOptions().setHasText(text))
        .first()
        .waitFor();
    return this;
  }

  Editor click(String line, String column) {
    cell(line, column).click();
    return this;
  }

  /** Edits what is in a cell; the caret stands at its end or its beginning. */
  Editor edit(String line, String column, String caret) {
    click(line, column);
    return press("F2", caret);
  }

  /** Replaces what is in a cell and goes on with Enter. */
  Editor set(String line, String column, String value) {
    click(line, column);
    return type(value).press("Enter");
  }

  Editor type(String text) {
    page.keyboard().type(text);
    return this;
  }

  Editor press(String... keys) {
    for (String key : keys) {
      page.keyboard().press(key);
    }
    return this;
  }

  Editor button(String name) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true))
        .first()
        .click();
    return this;
  }

  /** The ids of the lines that are rendered, in their order. */
  @SuppressWarnings("unchecked")
  List<String> lines() {
    return (List<String>) page.evaluate(ORDER);
  }

  Editor seesLines(String... ids) {
    page.waitForFunction("ids => (" + ORDER + ")().join() === ids.join()", List.of(ids));
    return this;
  }

  /** The whole document as the page has it. */
  String document() {
    return (String) page.evaluate("() => quotey.documentText()");
  }

  int revision() {
    return ((Number) page.evaluate("() => quotey.revision")).intValue();
  }

  List<String> texts(String selector) {
    return page.locator(selector).allTextContents();
  }

  Editor screenshot(String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", name)));
    return this;
  }
}
