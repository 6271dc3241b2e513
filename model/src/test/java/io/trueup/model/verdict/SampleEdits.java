package io.trueup.model.verdict;

import io.trueup.model.TestModel;
import java.util.List;

/**
 * Edits of the sample, one a line: {@code path :: old => new}, or {@code path ++ more} to append,
 * {@code path --} to remove; {@code after} starts the edits that turn the accepted first version
 * into a second one.
 */
public final class SampleEdits {

  private SampleEdits() {}

  /** The problems of the edited sample, as authors see them. */
  public static List<String> lines(String edits) {
    var model = TestModel.northwind();
    Model accepted = null;
    for (var edit : edits.lines().toList()) {
      if (edit.equals("after")) {
        accepted = model.accepted();
      } else {
        model = edited(model, edit);
      }
    }
    return TestModel.lines(model.check(accepted));
  }

  static TestModel edited(TestModel model, String edit) {
    if (edit.endsWith(" --")) {
      return model.without(edit.substring(0, edit.length() - 3));
    }
    var append = edit.split(" \\+\\+ ", 2);
    if (append.length == 2) {
      var path = append[0];
      var before = model.files().getOrDefault(path, "");
      return model.withFile(path, before + unescaped(append[1]) + "\n");
    }
    var parts = edit.split(" :: | => ", 3);
    return model.with(parts[0], unescaped(parts[1]), parts.length < 3 ? "" : unescaped(parts[2]));
  }

  private static String unescaped(String text) {
    return text.replace("\\n", "\n");
  }
}
