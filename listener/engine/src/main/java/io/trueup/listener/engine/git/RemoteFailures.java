package io.trueup.listener.engine.git;

import io.trueup.listener.engine.git.GitException.Category;
import java.io.InterruptedIOException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.jspecify.annotations.Nullable;

/** Explains failed conversations with a remote; the one place that interprets JGit's exceptions. */
final class RemoteFailures {

  private static final int MAX_DETAIL = 300;
  private static final int MAX_CAUSES = 20;

  private record Meaning(Category category, String why, String advice) {}

  private final RemoteUrl url;
  private final UnaryOperator<String> redact;

  RemoteFailures(RemoteUrl url, UnaryOperator<String> redact) {
    this.url = url;
    this.redact = redact;
  }

  GitException timeout(String action, Duration timeout) {
    return failure(
        action,
        new Meaning(
            Category.TIMEOUT,
            "it timed out after %d s".formatted(timeout.toSeconds()),
            "Trueup retries; if the repository is large, raise 'timing.git-timeout'"),
        null,
        null);
  }

  GitException interrupted(String action, InterruptedException cause) {
    return failure(
        action,
        new Meaning(Category.UNREACHABLE, "the daemon is stopping", "The next start retries"),
        cause,
        null);
  }

  GitException shallow(String action) {
    return failure(
        action,
        new Meaning(Category.REFUSED, RepositoryFormat.SHALLOW, RepositoryFormat.UNSHALLOW),
        null,
        null);
  }

  GitException sha256(String action) {
    return failure(
        action,
        new Meaning(Category.REFUSED, RepositoryFormat.SHA_256, RepositoryFormat.USE_SHA_1),
        null,
        null);
  }

  GitException notGit(String action) {
    return failure(
        action,
        new Meaning(
            Category.NOT_FOUND,
            "a web server answers there, but not as a git server",
            "Check the URL"),
        null,
        null);
  }

  /** Explains a failure, given what the server had advertised. */
  GitException explain(String action, Throwable failure, ServerAdvertisement advertisement) {
    return advertisement.isOfSha256() ? sha256(action) : explain(action, failure);
  }

  /** Explains a failure. */
  GitException explain(String action, Throwable failure) {
    var causes = causes(failure);
    for (var cause : causes) {
      if (cause instanceof GitException ours) {
        return ours;
      }
    }
    return failure(action, meaning(causes), failure, retryAfter(causes));
  }

  private GitException failure(
      String action, Meaning meaning, @Nullable Throwable cause, @Nullable Duration retryAfter) {
    var message =
        "Cannot %s of '%s', because %s. %s"
            .formatted(action, url, redact.apply(meaning.why()), meaning.advice());
    // JGit's text may quote the remote, which may quote the token: keep the cause only if safe.
    return new GitException(meaning.category(), message, safe(cause), retryAfter);
  }

  private @Nullable Throwable safe(@Nullable Throwable cause) {
    if (cause == null) {
      return null;
    }
    var isSafe =
        causes(cause).stream()
            .map(c -> String.valueOf(c.getMessage()))
            .allMatch(text -> redact.apply(text).equals(text));
    return isSafe ? cause : null;
  }

  private static List<Throwable> causes(Throwable failure) {
    var causes = new ArrayList<Throwable>();
    for (@Nullable Throwable t = failure;
        t != null && causes.size() < MAX_CAUSES;
        t = t.getCause()) {
      causes.add(t);
    }
    return causes;
  }

  private static @Nullable Duration retryAfter(List<Throwable> causes) {
    for (var cause : causes) {
      if (cause instanceof GuardedHttpConnection.Busy busy) {
        return busy.retryAfter();
      }
    }
    return null;
  }

  private static Meaning meaning(List<Throwable> causes) {
    for (var cause : causes) {
      var meaning = byType(cause);
      if (meaning != null) {
        return meaning;
      }
    }
    for (var cause : causes) {
      var meaning = byText(String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT));
      if (meaning != null) {
        return meaning;
      }
    }
    return new Meaning(
        Category.UNREACHABLE,
        "the conversation broke off (%s)".formatted(detail(causes.getLast())),
        "Trueup retries");
  }

  private static @Nullable Meaning byType(Throwable cause) {
    return switch (cause) {
      case GuardedHttpConnection.Redirected redirected ->
          new Meaning(
              Category.REFUSED,
              detail(redirected),
              "Redirects are followed on the same host only; if the repository moved, change its"
                  + " URL");
      case GuardedHttpConnection.Busy busy ->
          new Meaning(Category.UNREACHABLE, detail(busy), "Trueup retries later");
      case NoRemoteRepositoryException _ -> notFound();
      case PackLimits.TooLarge large ->
          new Meaning(
              Category.REFUSED,
              detail(large),
              "Nothing was kept. Move large files out of the repository or into LFS, and out"
                  + " of its history");
      case TooLargeObjectInPackException large ->
          new Meaning(
              Category.REFUSED,
              "it sends an object that is too large (%s)".formatted(detail(large)),
              "Nothing was kept. Move large files out of the repository or into LFS, and out"
                  + " of its history");
      case OutOfMemoryError _ ->
          new Meaning(
              Category.REFUSED,
              "its data takes more memory than the daemon has",
              "Nothing was kept. Give the daemon a larger heap, or check the last" + " push");
      case InterruptedIOException _ ->
          new Meaning(
              Category.TIMEOUT, "it did not answer in time", "Trueup retries; check the network");
      case UnknownHostException _ ->
          new Meaning(
              Category.UNREACHABLE, "its host is not known", "Check the URL and the name service");
      case NoRouteToHostException _, SocketException _ ->
          new Meaning(
              Category.UNREACHABLE,
              "the connection failed (%s)".formatted(detail(cause)),
              "Trueup retries; check the network");
      case SSLException ssl ->
          new Meaning(
              Category.UNREACHABLE,
              "the TLS handshake failed (%s)".formatted(detail(ssl)),
              "Check the server's certificate and the JVM's trust store");
      case CorruptObjectException _, ZipException _ ->
          new Meaning(
              Category.CORRUPT,
              "it sent damaged data (%s)".formatted(detail(cause)),
              "Nothing was kept. Trueup retries; if it fails again, check the repository"
                  + " with git fsck");
      default -> null;
    };
  }

  private static @Nullable Meaning byText(String text) {
    if (text.contains("server key did not validate") || text.contains("host key")) {
      return new Meaning(
          Category.REFUSED,
          "the host's key differs from the one in the known_hosts file",
          "If the host changed its key, verify that with its operator, then correct the file");
    }
    if (text.contains("not authorized")
        || text.contains("authentication is required")
        || text.contains("authentication not supported")
        || text.contains("no more authentication methods")
        || text.contains("cannot log in")
        || text.contains("auth fail")) {
      return new Meaning(
          Category.AUTHENTICATION,
          "it rejects our credentials",
          "Check the token or key and that it has not expired");
    }
    if (text.contains("not permitted") || text.contains("permission denied")) {
      return new Meaning(
          Category.AUTHENTICATION,
          "our credentials may not read it",
          "Give the token or key the right to read the repository's contents");
    }
    if (text.contains("checksum") || text.contains("corrupt") || text.contains("invalid pack")) {
      return new Meaning(
          Category.CORRUPT,
          "it sent damaged data (%s)".formatted(clean(text)),
          "Nothing was kept. Trueup retries");
    }
    return text.contains("not found") || text.contains("does not exist") ? notFound() : null;
  }

  private static Meaning notFound() {
    return new Meaning(
        Category.NOT_FOUND,
        "there is no such repository, or our credentials may not see it",
        "Check the URL and the rights of the token or key");
  }

  private static String detail(Throwable cause) {
    var message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : clean(message);
  }

  /** One line of a text that the remote may have written. */
  private static String clean(String text) {
    var line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= MAX_DETAIL ? line : line.substring(0, MAX_DETAIL) + "…";
  }
}
