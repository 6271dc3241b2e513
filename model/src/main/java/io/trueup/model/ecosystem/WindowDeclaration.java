package io.trueup.model.ecosystem;

import io.trueup.model.schedule.WindowKind;
import io.trueup.model.schedule.WindowTimes;

/**
 * A window that a platform's owner declares.
 *
 * @param kind whether targets may or may not move in it
 * @param times when it is in force
 * @param reason why, one sentence; may be empty
 */
public record WindowDeclaration(WindowKind kind, WindowTimes times, String reason) {}
