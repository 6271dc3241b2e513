package io.trueup.listener.page;

/** Asks for a token. */
public final class LoginPage {

  private LoginPage() {}

  /**
   * Draws the page.
   *
   * @param nonce of the policy that the page is sent with
   * @param wasRefused whether a token was given that may not look
   */
  public static String render(String nonce, boolean wasRefused) {
    var refusal =
        wasRefused
            ? Html.of(
                "<p class=\"refusal\" role=\"alert\">That token is not known, has expired or was revoked.</p>")
            : Html.NOTHING;
    var body =
        Html.of(
            """
            <main id="login" class="login">
            <div class="wordmark">{}<span>Trueup</span></div>
            <h1>Sign in to see the status</h1>
            {}
            <form method="post" action="/login">
            <label for="token">Token with the scope READ or more</label>
            <input id="token" name="token" type="password" autocomplete="current-password" required autofocus spellcheck="false">
            <button type="submit">Sign in</button>
            </form>
            <p class="hint">An operator makes one with <code>trueup token create --name phone --scope read</code></p>
            </main>
            """,
            Assets.MARK,
            refusal);
    return Assets.document(nonce, "Trueup: sign in", body, Html.NOTHING);
  }
}
