#include "echo.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum { OPCODE_CLOSE = 8, OPCODE_PING = 9, OPCODE_PONG = 10, PAYLOAD_MAX = 4096 };

static const char key_field[] = "Sec-WebSocket-Key: ";

/* ------------------------------------------------------------- handshake */

static uint32_t rotate(uint32_t x, int bits) {
  return x << bits | x >> (32 - bits);
}

static void sha1_block(uint32_t state[5], const uint8_t block[64]) {
  static const uint32_t constants[] = {0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xCA62C1D6};
  uint32_t w[80], a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
  for (int i = 0; i < 80; i++)
    w[i] = i < 16 ? (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
                        (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3]
                  : rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
  for (int i = 0; i < 80; i++) {
    uint32_t f = i < 20   ? (b & c) | (~b & d)
                 : i < 40 ? b ^ c ^ d
                 : i < 60 ? (b & c) | (b & d) | (c & d)
                          : b ^ c ^ d;
    uint32_t next = rotate(a, 5) + f + e + constants[i / 20] + w[i];
    e = d, d = c, c = rotate(b, 30), b = a, a = next;
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e;
}

/* Of at most 119 bytes, which are two blocks with what pads them. */
static void sha1(const char *text, size_t length, uint8_t digest[20]) {
  uint32_t state[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  uint8_t blocks[128] = {0};
  size_t size = length < 56 ? 64 : 128;
  memcpy(blocks, text, length);
  blocks[length] = 0x80;
  blocks[size - 2] = (uint8_t)(length >> 5), blocks[size - 1] = (uint8_t)(length << 3);
  for (size_t at = 0; at < size; at += 64) sha1_block(state, blocks + at);
  for (int i = 0; i < 20; i++) digest[i] = (uint8_t)(state[i / 4] >> (24 - i % 4 * 8));
}

static void base64(const uint8_t digest[20], char text[29]) {
  static const char letters[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  uint8_t padded[21] = {0};
  memcpy(padded, digest, 20);
  for (int i = 0; i < 28; i++) {
    const uint8_t *at = padded + i / 4 * 3;
    uint32_t three = (uint32_t)at[0] << 16 | (uint32_t)at[1] << 8 | at[2];
    text[i] = letters[three >> (18 - i % 4 * 6) & 63];
  }
  text[27] = '=', text[28] = 0;
}

bool echo_asked_for(const char *request) {
  return strstr(request, key_field) != NULL;
}

static void shake(int connection, const char *request) {
  char key[64], accept[29], answer[256];
  uint8_t digest[20];
  const char *given = strstr(request, key_field) + strlen(key_field);
  snprintf(key, sizeof key, "%.24s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", given);
  sha1(key, strlen(key), digest);
  base64(digest, accept);
  int length = snprintf(answer, sizeof answer,
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                        "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
                        accept);
  send(connection, answer, (size_t)length, MSG_NOSIGNAL);
}

/* ---------------------------------------------------------------- frames */

static bool take(int connection, void *bytes, size_t count) {
  return count == 0 || recv(connection, bytes, count, MSG_WAITALL) == (ssize_t)count;
}

/* A whole message in one frame, as a client sends short ones. */
static int take_frame(int connection, uint8_t *payload, size_t *length) {
  uint8_t head[2], extended[2], mask[4];
  if (!take(connection, head, 2)) return -1;
  *length = head[1] & 0x7f;
  if (*length == 127) return -1;
  if (*length == 126) {
    if (!take(connection, extended, 2)) return -1;
    *length = (size_t)extended[0] << 8 | extended[1];
  }
  if (*length > PAYLOAD_MAX || !take(connection, mask, 4) ||
      !take(connection, payload, *length))
    return -1;
  for (size_t i = 0; i < *length; i++) payload[i] ^= mask[i % 4];
  return head[0];
}

static bool give_frame(int connection, int first, const uint8_t *payload,
                       size_t length) {
  uint8_t frame[4 + PAYLOAD_MAX] = {(uint8_t)first, (uint8_t)length};
  size_t head = length < 126 ? 2 : 4;
  if (head == 4)
    frame[1] = 126, frame[2] = (uint8_t)(length >> 8), frame[3] = (uint8_t)length;
  memcpy(frame + head, payload, length);
  return send(connection, frame, head + length, MSG_NOSIGNAL) ==
         (ssize_t)(head + length);
}

void echo_serve(int connection, const char *request) {
  uint8_t payload[PAYLOAD_MAX];
  size_t length;
  shake(connection, request);
  for (int first; (first = take_frame(connection, payload, &length)) >= 0;) {
    int opcode = first & 15;
    if (opcode == OPCODE_PONG) continue;
    if (opcode == OPCODE_PING) first = 0x80 | OPCODE_PONG;
    if (!give_frame(connection, first, payload, length) || opcode == OPCODE_CLOSE)
      return;
  }
}
