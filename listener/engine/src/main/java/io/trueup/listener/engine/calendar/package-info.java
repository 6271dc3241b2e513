/**
 * Windows as iCalendar files (RFC 5545), and back. Entry points: {@link
 * io.trueup.listener.engine.calendar.CalendarExport} and {@link
 * io.trueup.listener.engine.calendar.CalendarImport}. Pure: knows no clock, no store and no
 * network.
 */
@NullMarked
package io.trueup.listener.engine.calendar;

import org.jspecify.annotations.NullMarked;
