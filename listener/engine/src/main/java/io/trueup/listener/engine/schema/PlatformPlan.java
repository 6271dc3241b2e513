package io.trueup.listener.engine.schema;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.relational.SchemaReport;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.SchemaPlan;
import io.trueup.statestore.PlatformId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The plans for a platform's tables and views at one of its versions.
 *
 * @param commit of the version; null when it is not known
 * @param report the plan of each node
 * @param order the nodes, each after its inputs
 */
public record PlatformPlan(
    PlatformId platform,
    VersionChoice choice,
    long version,
    @Nullable String commit,
    SchemaReport report,
    List<NodeKey> order) {

  public PlatformPlan {
    order = List.copyOf(order);
  }

  /** The plan of each node, each after its inputs. */
  public SequencedMap<NodeKey, SchemaPlan> plans() {
    var plans = new LinkedHashMap<NodeKey, SchemaPlan>();
    for (var key : order) {
      var plan = report.plans().get(key);
      if (plan != null) {
        plans.put(key, plan);
      }
    }
    report.plans().forEach(plans::putIfAbsent);
    return plans;
  }

  /** The nodes that need anything or are refused it, each after its inputs. */
  List<NodeKey> changing() {
    return order.stream()
        .filter(it -> {
          var plan = report.plans().get(it);
          return plan != null && !plan.isEmpty();
        })
        .toList();
  }

  /** The name of a relation, role or schema as plans show it; the last two lack one part. */
  public static String text(ObjectName name) {
    return name.schema().isEmpty()
        ? name.name()
        : name.name().isEmpty() ? name.schema() : name.toString();
  }

  /** Identifies all its statements. */
  String digest() {
    return report.combined().digest();
  }
}
