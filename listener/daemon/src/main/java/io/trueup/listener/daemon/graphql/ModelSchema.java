package io.trueup.listener.daemon.graphql;

import graphql.GraphQLContext;
import graphql.execution.CoercedVariables;
import graphql.language.IntValue;
import graphql.language.ObjectTypeDefinition;
import graphql.language.Value;
import graphql.schema.Coercing;
import graphql.schema.CoercingParseLiteralException;
import graphql.schema.CoercingParseValueException;
import graphql.schema.DataFetcher;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeRuntimeWiring;
import io.trueup.listener.daemon.graphql.Fetching.ListPage;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The schema of questions about a model: {@code model.graphqls} with what answers each field. */
final class ModelSchema {

  private static final String RESOURCE = "model.graphqls";

  /** The fields of every type whose name ends like this. */
  private static final String PAGE = "Page";

  private ModelSchema() {}

  /** Its text, in the schema definition language. */
  static String text() {
    try (var in = ModelSchema.class.getResourceAsStream(RESOURCE)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("The program's own files can be read", e);
    }
  }

  /** The schema; every field of every type has what answers it. */
  static GraphQLSchema build() {
    var types = new SchemaParser().parse(text());
    var wiring = RuntimeWiring.newRuntimeWiring().strictMode(true).scalar(longScalar());
    types.types().values().stream()
        .filter(ObjectTypeDefinition.class::isInstance)
        .map(ObjectTypeDefinition.class::cast)
        .forEach(type -> wiring.type(answering(type)));
    return new SchemaGenerator().makeExecutableSchema(types, wiring.build());
  }

  private static TypeRuntimeWiring answering(ObjectTypeDefinition type) {
    var name = type.getName();
    var fields = new TreeMap<String, DataFetcher<?>>();
    var view = ViewFields.TYPES.get(name);
    if (view != null) {
      fields.putAll(ViewFields.of(view));
    } else if (name.endsWith(PAGE)) {
      fields.putAll(pageFields());
    }
    fields.putAll(QuestionFields.of(name));
    var declared = new TreeMap<String, Boolean>();
    type.getFieldDefinitions().forEach(it -> declared.put(it.getName(), true));
    if (!declared.keySet().equals(fields.keySet())) {
      throw new IllegalStateException(
          "Type %s declares %s and answers %s".formatted(name, declared.keySet(), fields.keySet()));
    }
    return TypeRuntimeWiring.newTypeWiring(name).dataFetchers(raw(fields)).build();
  }

  @SuppressWarnings("rawtypes") // as the library wants it
  private static Map<String, DataFetcher> raw(Map<String, DataFetcher<?>> fields) {
    return new TreeMap<>(fields);
  }

  private static Map<String, DataFetcher<?>> pageFields() {
    DataFetcher<?> total = field -> Fetching.source(field, ListPage.class).total();
    DataFetcher<?> items =
        field -> {
          var found = Fetching.source(field, ListPage.class).page().items();
          Fetching.spend(field, found.size());
          return found;
        };
    DataFetcher<?> next = field -> Fetching.source(field, ListPage.class).page().next();
    return Map.of("total", total, "items", items, "next", next);
  }

  private static GraphQLScalarType longScalar() {
    return GraphQLScalarType.newScalar().name("Long").coercing(new LongCoercing()).build();
  }

  /** Whole numbers of up to 64 bits. */
  private static final class LongCoercing implements Coercing<Long, Long> {

    @Override
    public Long serialize(Object value, GraphQLContext context, Locale locale) {
      return ((Number) value).longValue();
    }

    @Override
    public Long parseValue(Object value, GraphQLContext context, Locale locale) {
      if (value instanceof Integer || value instanceof Long) {
        return ((Number) value).longValue();
      }
      throw new CoercingParseValueException("It must be a whole number of up to 64 bits");
    }

    @Override
    public Long parseLiteral(
        Value<?> value, CoercedVariables variables, GraphQLContext context, Locale locale) {
      if (value instanceof IntValue number && isLong(number.getValue())) {
        return number.getValue().longValue();
      }
      throw new CoercingParseLiteralException("It must be a whole number of up to 64 bits");
    }

    private static boolean isLong(BigInteger value) {
      return value.bitLength() < Long.SIZE;
    }
  }
}
