#include <stdlib.h>

#include "jni_nouns.h"
#include "result.h"

/* Longest array that every Java machine makes. */
#define ARRAY_MAX ((uint64_t)INT32_MAX - 8)

/* A copy of an array: one that a script runs from must not move, and holding the
 * array itself would stop Java's collector for as long. Returns NULL with an
 * exception pending. */
static char *copy_of(JNIEnv *env, jbyteArray array, jsize length) {
  char *copy = malloc(length > 0 ? (size_t)length : 1);
  if (copy == NULL)
    throw_out_of_memory(env, "no native memory for a Lua source");
  else
    (*env)->GetByteArrayRegion(env, array, 0, length, (jbyte *)copy);
  return copy;
}

static jbyteArray to_java(JNIEnv *env, const result_plan *plan) {
  if (plan->bytes > ARRAY_MAX) {
    throw_out_of_memory(env, "a Lua result is larger than a Java array can be");
    return NULL;
  }
  jbyteArray array = (*env)->NewByteArray(env, (jsize)plan->bytes);
  if (array == NULL) return NULL;
  /* Written in place: nothing between these two calls may wait or use JNI. */
  char *to = (*env)->GetPrimitiveArrayCritical(env, array, NULL);
  if (to == NULL) {
    if (!(*env)->ExceptionCheck(env))
      throw_out_of_memory(env, "no memory for a result");
    return NULL;
  }
  result_write(plan, to);
  (*env)->ReleasePrimitiveArrayCritical(env, array, to, 0);
  return array;
}

static jbyteArray encode(JNIEnv *env, luavm_status status, luavm_result *block) {
  /* NULL: the system had no memory for a block. */
  const luavm_result without_block = {.struct_size = sizeof without_block,
                                      .status = status};
  result_plan plan;
  jbyteArray array = NULL;
  if (result_measure(&plan, block != NULL ? block : &without_block))
    array = to_java(env, &plan);
  else
    throw_out_of_memory(env, "no native memory to read a Lua result");
  result_plan_free(&plan);
  return array;
}

/* options: 5 numbers, in the order of luavm_eval_options. */
static jbyteArray eval(JNIEnv *env, jclass native, jlong vm, jbyteArray source,
                       jbyteArray chunk_name, jlongArray from) {
  (void)native;
  jlong given[5];
  (*env)->GetLongArrayRegion(env, from, 0, COUNT_OF(given), given);
  jsize text_length = (*env)->GetArrayLength(env, source);
  jsize name_length = (*env)->GetArrayLength(env, chunk_name);
  char *text = copy_of(env, source, text_length);
  char *name = text != NULL ? copy_of(env, chunk_name, name_length) : NULL;
  jbyteArray answer = NULL;
  if (name != NULL) {
    luavm_eval_options options = {.struct_size = sizeof options,
                                  .flags = (uint32_t)given[0],
                                  .chunk_name = name,
                                  .chunk_name_length = (size_t)name_length,
                                  .fuel = (uint64_t)given[1],
                                  .wall_ms = (uint64_t)given[2],
                                  .output_bytes = (uint64_t)given[3],
                                  .result_bytes = (uint64_t)given[4]};
    luavm_result *result;
    luavm_status status =
        vm_eval((luavm_vm)vm, text, (size_t)text_length, &options, &result);
    answer = encode(env, status, result);
    vm_result_free(result);
  }
  free(name);
  free(text);
  return answer;
}

static const JNINativeMethod methods[] = {
    METHOD("eval", "(J[B[B[J)[B", eval),
};

jboolean register_eval(JNIEnv *env, jclass native) {
  return (*env)->RegisterNatives(env, native, methods, COUNT_OF(methods)) == JNI_OK;
}
