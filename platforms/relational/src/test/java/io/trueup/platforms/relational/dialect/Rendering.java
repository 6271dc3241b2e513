package io.trueup.platforms.relational.dialect;

import java.util.List;

/** A change in the SQL of a product. */
public sealed interface Rendering {

  /**
   * The product can make the change.
   *
   * @param sql statements in their order, without semicolons; none when the product needs none
   */
  record Statements(List<String> sql) implements Rendering {

    public Statements {
      sql = List.copyOf(sql);
    }
  }

  /**
   * The product cannot make the change.
   *
   * @param message why, as a sentence that begins with the product
   */
  record Impossible(String message) implements Rendering {}
}
