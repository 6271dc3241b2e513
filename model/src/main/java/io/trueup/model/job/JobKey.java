package io.trueup.model.job;

/**
 * The stable key of a job within its platform, such as {@code store.NW_Data}: letters, digits, '_',
 * '-' and '.', so that it can be a part of a path and a name in a scheduler.
 *
 * @param value never blank
 */
public record JobKey(String value) implements Comparable<JobKey> {

  public JobKey {
    if (value.isBlank()) {
      throw new IllegalArgumentException("A job key is never blank");
    }
  }

  @Override
  public int compareTo(JobKey other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
