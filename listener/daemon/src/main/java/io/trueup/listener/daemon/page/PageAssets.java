package io.trueup.listener.daemon.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The style, script and logo of every page, all inline. */
final class PageAssets {

  static final Html STYLE = read("page.css");
  static final Html SCRIPT = read("refresh.js");
  static final Html MARK = read("mark.svg");

  private static final String ICON =
      "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect"
          + " width='32' height='32' rx='8' fill='%230f766e'/%3E%3Cpath d='M7 10h18M16 10v12'"
          + " stroke='white' stroke-width='3' stroke-linecap='round'/%3E%3Ccircle cx='16' cy='23'"
          + " r='3.4' fill='white'/%3E%3C/svg%3E";

  private PageAssets() {}

  /** A whole document. */
  static String document(String nonce, String title, Html body, Html script) {
    return Html.of(
            """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="robots" content="noindex">
            <title>{}</title>
            <link rel="icon" href="{}">
            <style nonce="{}">
            {}</style>
            </head>
            <body>
            {}
            {}</body>
            </html>
            """,
            title,
            ICON,
            nonce,
            STYLE,
            body,
            script)
        .markup();
  }

  static Html script(String nonce) {
    return Html.of("<script nonce=\"{}\">\n{}</script>\n", nonce, SCRIPT);
  }

  private static Html read(String name) {
    try (var stream = PageAssets.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(
            "Cannot read the resource '%s', because the program does not contain it"
                .formatted(name));
      }
      return new Html(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the resource '%s'".formatted(name), e);
    }
  }
}
