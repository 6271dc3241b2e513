package io.trueup.listener.daemon.edge;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads bodies of the type {@code application/x-www-form-urlencoded}. Pure. */
public final class UrlEncodedForm {

  /** Its media type. */
  public static final String TYPE = "application/x-www-form-urlencoded";

  private UrlEncodedForm() {}

  /**
   * The value of a field, decoded; empty when the form has no such field or several, or the value
   * is not encoded correctly. The form may be large: other fields are not kept.
   *
   * @param name of letters, digits, {@code -} and {@code _} alone
   */
  public static Optional<byte[]> field(byte[] form, String name) {
    var prefix = (name + "=").getBytes(StandardCharsets.US_ASCII);
    var found = -1;
    for (var start = 0; start <= form.length; start = end(form, start) + 1) {
      if (startsWith(form, start, prefix)) {
        if (found >= 0) {
          return Optional.empty();
        }
        found = start;
      }
    }
    return found < 0
        ? Optional.empty()
        : Optional.ofNullable(decoded(form, found + prefix.length, end(form, found)));
  }

  private static boolean startsWith(byte[] form, int start, byte[] prefix) {
    return start + prefix.length <= form.length
        && Arrays.equals(form, start, start + prefix.length, prefix, 0, prefix.length);
  }

  private static int end(byte[] form, int start) {
    for (var i = start; i < form.length; i++) {
      if (form[i] == '&') {
        return i;
      }
    }
    return form.length;
  }

  private static byte @Nullable [] decoded(byte[] form, int start, int end) {
    var value = new ByteArrayOutputStream(end - start);
    for (var i = start; i < end; i++) {
      if (form[i] == '%') {
        var high = i + 2 < end ? Character.digit(form[i + 1], 16) : -1;
        var low = i + 2 < end ? Character.digit(form[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          return null;
        }
        value.write(high << 4 | low);
        i += 2;
      } else {
        value.write(form[i] == '+' ? ' ' : form[i]);
      }
    }
    return value.toByteArray();
  }
}
