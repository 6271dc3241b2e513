package io.trueup.listener.daemon.page;

/** The page that asks for a token. */
public final class LoginPage {

  private LoginPage() {}

  /** Why the browser shows this page instead of the status. */
  public enum LoginError {
    /** No attempt yet. */
    NONE(""),
    /** The browser was signed in, but no longer is. */
    SESSION_OVER("You are signed out, because your session or its token has ended."),
    /** The token may not read the status. */
    UNKNOWN_TOKEN("This token is unknown, has expired or was revoked."),
    /** Too many wrong tokens came from the address. */
    TOO_MANY("Too many wrong tokens came from this address. Wait a minute, then try again.");

    private final String text;

    LoginError(String text) {
      this.text = text;
    }
  }

  /**
   * Draws the page.
   *
   * @param nonce of the content security policy that is sent with the page
   */
  public static String render(String nonce, LoginError refusal) {
    var notice =
        refusal == LoginError.NONE
            ? Html.NOTHING
            : Html.of("<p class=\"refusal\" role=\"alert\">{}</p>", refusal.text);
    var body =
        Html.of(
            """
            <main id="login" class="login">
            <div class="wordmark">{}<span>Trueup</span></div>
            <h1>Sign in to see the status</h1>
            {}
            <form method="post" action="/login">
            <label for="token">Token with scope READ or higher</label>
            <input id="token" name="token" type="password" autocomplete="current-password" required autofocus spellcheck="false">
            <button type="submit">Sign in</button>
            </form>
            <p class="hint">An operator creates one with <code>trueup token create --name phone --scope read</code></p>
            </main>
            """,
            PageAssets.MARK,
            notice);
    return PageAssets.document(nonce, "Trueup: sign in", body, Html.NOTHING);
  }
}
