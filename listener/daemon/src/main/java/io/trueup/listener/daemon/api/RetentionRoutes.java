package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.view.RetentionPreviewView;
import io.trueup.listener.daemon.view.RetentionPreviewView.Removal;
import io.trueup.listener.daemon.view.RetentionView;
import io.trueup.listener.daemon.view.RetentionView.Records;
import io.trueup.listener.daemon.view.RetentionView.Table;
import io.trueup.listener.engine.RetentionRules;
import io.trueup.statestore.RecordRetention;
import io.trueup.statestore.RetentionKind;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The routes that show how long records are kept, and what would be removed. */
final class RetentionRoutes {

  /** The preview reads each record that a pass would remove. */
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final RecordRetention retention;
  private final RetentionRules rules;

  RetentionRoutes(RecordRetention retention, RetentionRules rules) {
    this.retention = retention;
    this.rules = rules;
  }

  List<Route> routes() {
    return List.of(
        Route.read("/api/v1/retention", this::show).within(LONGEST),
        Route.read("/api/v1/retention/preview", this::preview).within(LONGEST));
  }

  private HttpAnswer show(ApiRequest request) {
    var passes = retention.passes();
    var records =
        Arrays.stream(RetentionKind.values())
            .map(kind ->
                Records.of(
                    retention.usage(kind),
                    rules.text(kind),
                    passes.stream().filter(it -> it.kind() == kind).findFirst().orElse(null)))
            .toList();
    return HttpAnswer.ok(
        new RetentionView(records, retention.keptTables().stream().map(Table::of).toList()));
  }

  private HttpAnswer preview(ApiRequest request) {
    return HttpAnswer.ok(
        new RetentionPreviewView(
            Arrays.stream(RetentionKind.values())
                .map(kind ->
                    Removal.of(
                        retention.preview(kind, rules.of(kind).orElse(null)),
                        retention.usage(kind),
                        rules.text(kind)))
                .toList()));
  }
}
