#include "fault.h"

#include <stdint.h>

#include "shim.h"

static __thread struct {
  uint64_t nth; /* 0: off */
  uint64_t count;
  bool onward;
} fault;

bool fault_armed(void) {
  return fault.nth != 0;
}

bool fault_strikes(void) {
  if (fault.nth == 0) return false;
  fault.count++;
  return fault.onward ? fault.count >= fault.nth : fault.count == fault.nth;
}

uint64_t shim_fault_arm(uint64_t nth, int32_t onward) {
  uint64_t count = fault.count;
  fault.nth = nth;
  fault.count = 0;
  fault.onward = onward != 0;
  return count;
}
