package io.trueup.platforms.relational.dialect;

import io.trueup.platforms.relational.container.ContainerRules;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.SchemaChange;
import java.util.ArrayList;

/**
 * Db2. Its comments on views are written as those on tables. A table whose columns changed wants to
 * be reorganized before it is used on.
 */
final class Db2Dialect extends Dialect {

  Db2Dialect(ContainerRules rules) {
    super(rules);
  }

  @Override
  Rendering widen(SchemaChange.WidenColumns change) {
    return reorganized(super.widen(change), change.name());
  }

  @Override
  Rendering dropNotNull(ObjectName name, String column) {
    return reorganized(super.dropNotNull(name, column), name);
  }

  @Override
  Rendering setNotNull(ObjectName name, String column) {
    return reorganized(super.setNotNull(name, column), name);
  }

  private Rendering reorganized(Rendering change, ObjectName table) {
    if (!(change instanceof Rendering.Statements(var sql)) || sql.isEmpty()) {
      return change;
    }
    var statements = new ArrayList<>(sql);
    statements.add("CALL SYSPROC.ADMIN_CMD(%s)".formatted(literal("REORG TABLE " + quote(table))));
    return new Rendering.Statements(statements);
  }

  @Override
  String grantee(String role) {
    return role.equals("PUBLIC") ? role : "ROLE " + quote(role);
  }
}
