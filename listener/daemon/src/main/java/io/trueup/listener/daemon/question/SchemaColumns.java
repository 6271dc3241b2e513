package io.trueup.listener.daemon.question;

import io.trueup.listener.daemon.question.DatasetAnswer.ColumnAnswer;
import io.trueup.model.ecosystem.DatasetSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The answers for the columns of the schemas that were met last: many datasets share one. */
final class SchemaColumns {

  private static final int MOST = 64;

  private final Map<DatasetSchema, List<ColumnAnswer>> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<DatasetSchema, List<ColumnAnswer>> eldest) {
          return size() > MOST;
        }
      };

  List<ColumnAnswer> of(DatasetSchema schema) {
    return known.computeIfAbsent(
        schema, it -> it.columns().stream().map(ColumnAnswer::of).toList());
  }
}
