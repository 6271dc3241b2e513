@NullMarked
package io.trueup.listener.daemon.notification;

import org.jspecify.annotations.NullMarked;
