@NullMarked
package io.trueup.listener.daemon.log;

import org.jspecify.annotations.NullMarked;
