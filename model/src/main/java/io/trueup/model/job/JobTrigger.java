package io.trueup.model.job;

/** What starts a job. The jobs of one trigger make one schedule, in the order of their inputs. */
public sealed interface JobTrigger {

  /**
   * Times.
   *
   * @param cron canonical expression of five fields
   */
  record Schedule(String cron) implements JobTrigger {}

  /**
   * Something outside that knows when.
   *
   * @param name of what it starts: {@code store/NW_Data} or {@code workspace/Masked}
   */
  record External(String name) implements JobTrigger {}

  /**
   * All inputs, which several schedules make.
   *
   * @param name of what waits for them: {@code workspace/Masked}, or the key of a node
   */
  record Inputs(String name) implements JobTrigger {}

  /** Nothing but the scheduler, soon: the node left the model, and its job is to be told so. */
  record Retirement() implements JobTrigger {}

  /** The trigger as a part of a job's key; different triggers have different ones. */
  default String word() {
    return switch (this) {
      // No name of a month or day is left in a canonical expression, so that letters are free.
      case Schedule(var cron) ->
          cron.replace(' ', '_').replace("*", "x").replace("/", "by").replace(',', '.');
      case External(var name) -> "external." + name.replace('/', '.');
      case Retirement() -> "retire";
      case Inputs(var name) -> "inputs." + name.replace('/', '.');
    };
  }
}
