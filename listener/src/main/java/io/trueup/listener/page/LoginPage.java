package io.trueup.listener.page;

/** Asks for a token. */
public final class LoginPage {

  private LoginPage() {}

  /** Why the page is shown instead of the status. */
  public enum Refusal {
    /** Nothing was tried. */
    NONE(""),
    /** The browser was signed in, and is no more. */
    SESSION_OVER("You are signed out: the session is over, or its token is."),
    /** A token was given that may not look. */
    UNKNOWN_TOKEN("That token is not known, has expired or was revoked."),
    /** Too many such tokens came from there. */
    TOO_MANY("Too many wrong tokens came from this address. Wait a minute, then try again.");

    private final String text;

    Refusal(String text) {
      this.text = text;
    }
  }

  /**
   * Draws the page.
   *
   * @param nonce of the policy that the page is sent with
   */
  public static String render(String nonce, Refusal why) {
    var refusal =
        why == Refusal.NONE
            ? Html.NOTHING
            : Html.of("<p class=\"refusal\" role=\"alert\">{}</p>", why.text);
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
