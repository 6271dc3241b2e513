package io.trueup.listener.daemon.graphql;

import graphql.GraphQLError;
import graphql.ParseAndValidate;
import graphql.language.Document;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import graphql.parser.exceptions.ParseCancelledException;
import graphql.parser.exceptions.ParseCancelledTooDeepException;
import graphql.schema.GraphQLSchema;
import graphql.validation.GoodFaithIntrospectionExceeded;
import graphql.validation.QueryComplexityLimits;
import graphql.validation.ValidationError;
import graphql.validation.ValidationErrorType;
import io.trueup.listener.daemon.graphql.QueryException.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads and checks the texts of queries, and keeps those that were used last. Thread-safe. */
final class QueryDocuments {

  /** The longest text of a query, in characters. */
  static final int LONGEST = 32 << 10;

  private static final int TOKENS = 4000;
  private static final int BLANKS = 20_000;
  private static final int WITHIN = 200;

  /** Of text; what is made of it takes some ten times as much memory. */
  private static final int KEPT = 2 << 20;

  /** So that no more than a thousand are kept, however short they are. */
  private static final int EACH = 2 << 10;

  private static final Set<ValidationErrorType> TOO_MUCH =
      Set.of(ValidationErrorType.MaxQueryDepthExceeded, ValidationErrorType.MaxQueryFieldsExceeded);

  private final GraphQLSchema schema;
  private final RecentTexts<Document> known = new RecentTexts<>(KEPT, EACH);

  private final ParserOptions options =
      ParserOptions.newParserOptions()
          .maxCharacters(LONGEST)
          .maxTokens(TOKENS)
          .maxWhitespaceTokens(BLANKS)
          .maxRuleDepth(WITHIN)
          .captureIgnoredChars(false)
          .captureLineComments(false)
          .readerTrackData(false)
          .build();

  /** The library counts too, before it begins what takes long; the meter decides. */
  private final QueryComplexityLimits complexity =
      QueryComplexityLimits.newLimits().maxDepth(100).maxFieldsCount(20_000).build();

  QueryDocuments(GraphQLSchema schema) {
    this.schema = schema;
  }

  /** A query that was read before; empty when it would have to be read. */
  Optional<Document> known(String text) {
    return known.find(text);
  }

  /**
   * A query as a document that fits the schema.
   *
   * @throws QueryException when it is no GraphQL, or does not fit
   */
  Document read(String text) {
    return known
        .find(text)
        .orElseGet(() -> {
          var document = parsed(text);
          requireValid(document);
          known.keep(text, text.length(), document);
          return document;
        });
  }

  private Document parsed(String text) {
    if (text.length() > LONGEST) {
      throw new QueryException(
          Kind.TOO_COSTLY, "The query is longer than %d characters".formatted(LONGEST));
    }
    try {
      return new Parser()
          .parseDocument(
              ParserEnvironment.newParserEnvironment()
                  .document(text)
                  .parserOptions(options)
                  .locale(Locale.ENGLISH)
                  .build());
    } catch (InvalidSyntaxException e) {
      var location = e.getLocation();
      throw new QueryException(
          e instanceof ParseCancelledException || e instanceof ParseCancelledTooDeepException
              ? Kind.TOO_COSTLY
              : Kind.SYNTAX,
          (location == null ? "" : "%d:%d: ".formatted(location.getLine(), location.getColumn()))
              + e.getMessage());
    }
  }

  private void requireValid(Document document) {
    List<ValidationError> errors;
    try {
      errors = ParseAndValidate.validate(schema, document, _ -> true, Locale.ENGLISH, complexity);
    } catch (GoodFaithIntrospectionExceeded e) {
      throw new QueryException(
          Kind.TOO_COSTLY,
          "The query asks more about the schema than any tool needs: '%s'. Read the schema at"
                  .formatted(e.toBadFaithError().getMessage())
              + " /api/v1/graphql/schema");
    }
    if (errors.stream().anyMatch(it -> TOO_MUCH.contains(it.getValidationErrorType()))) {
      throw new QueryException(
          Kind.TOO_COSTLY,
          "The query has more than %d fields, or is more than %d deep"
              .formatted(complexity.getMaxFieldsCount(), complexity.getMaxDepth()));
    }
    if (!errors.isEmpty()) {
      throw invalid(errors);
    }
  }

  /** The first error, with its place; the others often follow from it. */
  static QueryException invalid(List<? extends GraphQLError> errors) {
    var first = errors.getFirst();
    var places = first.getLocations();
    var place =
        places == null || places.isEmpty() || places.getFirst().getLine() < 1
            ? ""
            : "%d:%d: ".formatted(places.getFirst().getLine(), places.getFirst().getColumn());
    var others = errors.size() == 1 ? "" : " (and %d more errors)".formatted(errors.size() - 1);
    return new QueryException(Kind.INVALID, place + first.getMessage() + others);
  }
}
