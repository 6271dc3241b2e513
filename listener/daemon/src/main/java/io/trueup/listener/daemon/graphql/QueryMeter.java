package io.trueup.listener.daemon.graphql;

import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.IntValue;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.VariableReference;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLTypeUtil;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures queries that are valid before they are answered. It takes as long as their text is,
 * however often they use a fragment. Immutable.
 */
final class QueryMeter {

  /** The items of a list without a limit. */
  private static final int ASSUMED = 10;

  private static final int MOST_ITEMS = 1000;
  private static final int ABOUT_SCHEMA = 1000;
  private static final String META = "__";
  private static final String LIMIT = "limit";

  private final GraphQLSchema schema;
  private final IdentityHashMap<GraphQLFieldDefinition, Integer> weights = new IdentityHashMap<>();

  QueryMeter(GraphQLSchema schema) {
    this.schema = schema;
    schema.getAllTypesAsList().stream()
        .flatMap(it ->
            it instanceof GraphQLObjectType type
                ? type.getFieldDefinitions().stream()
                : Stream.<GraphQLFieldDefinition>empty())
        .forEach(it -> weights.put(it, weight(it)));
  }

  private static int weight(GraphQLFieldDefinition field) {
    var cost = field.getAppliedDirective("cost");
    var weight = cost == null ? null : cost.getArgument("weight");
    return weight == null ? 1 : Objects.requireNonNull(weight.<Integer>getValue());
  }

  /** Measures an operation of a document. */
  QueryMeasure measure(
      Document document, OperationDefinition operation, Map<String, @Nullable Object> variables) {
    return new Measuring(document, operation, variables)
        .of(operation.getSelectionSet(), schema.getQueryType());
  }

  /** Measures one operation. Confined to one thread. */
  private final class Measuring {

    private final Document document;
    private final OperationDefinition operation;
    private final Map<String, @Nullable Object> variables;
    private final Map<String, QueryMeasure> fragments = new HashMap<>();

    Measuring(
        Document document, OperationDefinition operation, Map<String, @Nullable Object> variables) {
      this.document = document;
      this.operation = operation;
      this.variables = variables;
    }

    QueryMeasure of(@Nullable SelectionSet selections, GraphQLObjectType type) {
      var all = QueryMeasure.NOTHING;
      if (selections == null) {
        return all;
      }
      for (Selection<?> selection : selections.getSelections()) {
        all =
            all.beside(
                switch (selection) {
                  case Field field -> of(field, type);
                  case InlineFragment fragment -> of(fragment.getSelectionSet(), type);
                  case FragmentSpread spread -> of(spread, type);
                  default -> QueryMeasure.NOTHING;
                });
      }
      return all;
    }

    /** A valid document has no fragment that uses itself. */
    private QueryMeasure of(FragmentSpread spread, GraphQLObjectType type) {
      var known = fragments.get(spread.getName());
      if (known == null) {
        // No type of the schema is part of another, so every use is within the same type.
        known =
            document.getDefinitionsOfType(FragmentDefinition.class).stream()
                .filter(it -> it.getName().equals(spread.getName()))
                .findFirst()
                .map(it -> of(it.getSelectionSet(), type))
                .orElse(QueryMeasure.NOTHING);
        fragments.put(spread.getName(), known);
      }
      return known;
    }

    private QueryMeasure of(Field field, GraphQLObjectType type) {
      if (field.getName().startsWith(META)) {
        return field.getName().equals("__typename")
            ? QueryMeasure.NOTHING.within(1, 1)
            : new QueryMeasure(1, ABOUT_SCHEMA, false, true);
      }
      var definition = type.getFieldDefinition(field.getName());
      var inner =
          GraphQLTypeUtil.unwrapAll(definition.getType()) instanceof GraphQLObjectType object
              ? of(field.getSelectionSet(), object)
              : QueryMeasure.NOTHING;
      return inner.within(weights.getOrDefault(definition, 1), items(field, definition, type));
    }

    private long items(Field field, GraphQLFieldDefinition definition, GraphQLObjectType type) {
      if (definition.getArgument(LIMIT) != null) {
        return limit(field);
      }
      // The items of a page are counted where the page is asked for.
      var isList =
          GraphQLTypeUtil.isList(GraphQLTypeUtil.unwrapNonNull(definition.getType()))
              && !type.getName().endsWith("Page");
      return isList ? ASSUMED : 1;
    }

    private long limit(Field field) {
      var value =
          field.getArguments().stream()
              .filter(it -> it.getName().equals(LIMIT))
              .findFirst()
              .map(it -> it.getValue())
              .orElse(null);
      return switch (value) {
        case null -> 100;
        case IntValue number -> bounded(number.getValue());
        case VariableReference variable -> limit(variable.getName());
        default -> 100;
      };
    }

    private long limit(String variable) {
      if (variables.get(variable) instanceof Number number) {
        return bounded(BigInteger.valueOf(number.longValue()));
      }
      return operation.getVariableDefinitions().stream()
          .filter(it -> it.getName().equals(variable))
          .map(it -> it.getDefaultValue())
          .filter(IntValue.class::isInstance)
          .map(it -> bounded(((IntValue) it).getValue()))
          .findFirst()
          .orElse(100L);
    }

    /** What is out of range is refused later, and asks for nothing. */
    private static long bounded(BigInteger limit) {
      return limit.max(BigInteger.ZERO).min(BigInteger.valueOf(MOST_ITEMS)).longValue();
    }
  }
}
