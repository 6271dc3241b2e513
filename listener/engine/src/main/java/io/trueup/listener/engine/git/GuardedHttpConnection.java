package io.trueup.listener.engine.git;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.time.Duration;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnection;
import org.jspecify.annotations.Nullable;

/** An HTTP request to a remote that follows no redirect to another host. */
final class GuardedHttpConnection extends JDKHttpConnection {

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int TEMPORARY_REDIRECT = 307;
  private static final int PERMANENT_REDIRECT = 308;

  /** The remote redirects to another host. */
  static final class Redirected extends IOException {
    private static final long serialVersionUID = 1L;

    Redirected(String host) {
      super("it redirects to another host, '%s'".formatted(host));
    }
  }

  /** The remote asks for a later attempt. */
  static final class Busy extends IOException {
    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;

    Busy(int status, @Nullable Duration retryAfter) {
      super("it is too busy (status %d)".formatted(status));
      this.retryAfter = retryAfter;
    }

    @Nullable Duration retryAfter() {
      return retryAfter;
    }
  }

  /**
   * Makes guarded connections. JGit refuses a host with an underscore, so it gets another spelling
   * of such a host.
   */
  static final class Factory implements HttpConnectionFactory {

    private final String host;
    private final ServerAdvertisement advertisement;

    /**
     * Connections to a host.
     *
     * @param advertisement records the first bytes of the server's first answer
     */
    Factory(String host, ServerAdvertisement advertisement) {
      this.host = host;
      this.advertisement = advertisement;
    }

    /** The spelling of a host for JGit. */
    static String jgitSpelling(String host) {
      return host.replace('_', '-');
    }

    private URL real(URL url) throws IOException {
      return host.indexOf('_') >= 0 && url.getHost().equals(jgitSpelling(host))
          ? URI.create(url.getProtocol() + "://" + host + port(url) + url.getFile()).toURL()
          : url;
    }

    private static String port(URL url) {
      return url.getPort() < 0 ? "" : ":" + url.getPort();
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
      return create(url, Proxy.NO_PROXY);
    }

    @Override
    public HttpConnection create(URL url, Proxy proxy) throws IOException {
      return new GuardedHttpConnection(real(url), proxy, advertisement);
    }
  }

  private final ServerAdvertisement advertisement;

  private GuardedHttpConnection(URL url, Proxy proxy, ServerAdvertisement advertisement)
      throws IOException {
    super(url, proxy);
    this.advertisement = advertisement;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    var stream = super.getInputStream();
    return "GET".equals(getRequestMethod()) ? advertisement.recording(stream) : stream;
  }

  @Override
  public int getResponseCode() throws IOException {
    var status = super.getResponseCode();
    switch (status) {
      case HttpURLConnection.HTTP_MOVED_PERM,
          HttpURLConnection.HTTP_MOVED_TEMP,
          HttpURLConnection.HTTP_SEE_OTHER,
          TEMPORARY_REDIRECT,
          PERMANENT_REDIRECT ->
          requireSameHost(getHeaderField("Location"));
      case HttpURLConnection.HTTP_UNAVAILABLE, TOO_MANY_REQUESTS ->
          throw new Busy(status, seconds(getHeaderField("Retry-After")));
      default -> {}
    }
    return status;
  }

  private void requireSameHost(@Nullable String location) throws IOException {
    if (location == null) {
      return;
    }
    try {
      var from = getURL().toURI();
      var to = from.resolve(URI.create(location));
      var isUpgrade = "http".equals(from.getScheme()) && "https".equals(to.getScheme());
      var isSamePlace =
          from.getScheme().equals(to.getScheme()) && getURL().getPort() == to.toURL().getPort();
      // A URL, unlike a URI, accepts a host with an underscore.
      var isSameHost = getURL().getHost().equalsIgnoreCase(to.toURL().getHost());
      if (!isSameHost || !(isUpgrade || isSamePlace)) {
        throw new Redirected(to.getScheme() + "://" + to.getAuthority());
      }
    } catch (URISyntaxException | MalformedURLException | IllegalArgumentException _) {
      throw new Redirected("an address that cannot be read");
    }
  }

  private static @Nullable Duration seconds(@Nullable String header) {
    return header != null && header.matches("[0-9]{1,6}")
        ? Duration.ofSeconds(Long.parseLong(header))
        : null;
  }
}
