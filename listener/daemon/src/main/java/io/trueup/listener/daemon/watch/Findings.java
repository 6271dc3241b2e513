package io.trueup.listener.daemon.watch;

import io.trueup.listener.daemon.view.SourceCheckView.CheckView;
import io.trueup.listener.daemon.view.SourceCheckView.Outcome;
import java.util.ArrayList;
import java.util.List;

/** Collects what checks find. Not thread-safe. */
final class Findings {

  private final List<CheckView> rows = new ArrayList<>();

  void ok(String check, String message) {
    rows.add(new CheckView(check, Outcome.OK, message, null));
  }

  void warning(String check, String message, String remedy) {
    rows.add(new CheckView(check, Outcome.WARNING, message, remedy));
  }

  void failed(String check, String message, String remedy) {
    rows.add(new CheckView(check, Outcome.FAILED, message, remedy));
  }

  void skipped(String check, String message) {
    rows.add(new CheckView(check, Outcome.SKIPPED, message, null));
  }

  List<CheckView> rows() {
    return List.copyOf(rows);
  }
}
