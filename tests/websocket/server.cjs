// A WebSocket server on the package `ws`, on a free port of the loopback. It prints
// "listening on PORT" and does what the path of a connection says; `/seen/NAME` waits
// for the end of the connection that was opened with ?name=NAME, and tells of it.
"use strict";

const http = require("http");
const { WebSocketServer } = require("ws");

const ends = new Map(); // name -> {code, reason, errors, pongs, received}
const waiting = new Map();

function note(name, end) {
  ends.set(name, end);
  for (const tell of waiting.get(name) ?? []) tell(end);
  waiting.delete(name);
}

function seen(name, tell) {
  if (ends.has(name)) tell(ends.get(name));
  else waiting.set(name, [...(waiting.get(name) ?? []), tell]);
}

const pages = {
  echo: (socket) => socket.on("message", (data, binary) => socket.send(data, { binary })),
  // Each message again, cut into fragments of one byte with a ping between them.
  fragments: (socket) =>
    socket.on("message", (data, binary) => {
      for (let i = 0; i < data.length; i++) {
        socket.send(data.subarray(i, i + 1), { binary, fin: false });
        socket.ping(`ping ${i}`);
      }
      socket.send(data.subarray(0, 0), { binary, fin: true });
    }),
  big: (socket, number) => socket.send(Buffer.alloc(number, "x")),
  many: (socket, number) => {
    for (let i = 1; i <= number; i++) socket.send(String(i));
    socket.close(1000, "that is all");
  },
  close: (socket, number) => socket.close(number, "grüße"),
  nocode: (socket) => socket.close(),
  die: (socket) => socket.on("message", () => socket.terminate()),
  exit: (socket) => socket.on("message", () => process.exit(0)),
  silent: () => undefined,
  // Reads nothing that comes.
  deaf: (socket) => socket.pause(),
  // One message without end, as fast as the client takes it.
  endless: (socket) => {
    const more = () => socket.send(Buffer.alloc(10000), { fin: false }, (error) => error || setImmediate(more));
    more();
  },
  // Messages without end; the number of those that the system took is told by /taken.
  flood: (socket) => {
    const more = () =>
      socket.send(Buffer.alloc(10000), (error) => {
        pages.taken.count++;
        if (!error) setImmediate(more);
      });
    more();
  },
  taken: (socket) => socket.on("message", () => socket.send(String(pages.taken.count))),
  pings: (socket, number) => {
    let left = number;
    socket.on("pong", (data) => {
      if (data.toString() !== `n${left}`) socket.close(4000, `not n${left}: ${data}`);
      else if (--left === 0) socket.close(1000, "all pongs have come");
      else socket.ping(`n${left}`);
    });
    socket.ping(`n${left}`);
  },
  // Answers when so many pings of the client's have come.
  pinged: (socket, number) => {
    let left = number;
    socket.on("ping", () => --left === 0 && socket.send("enough"));
  },
  headers: (socket, _, request) => socket.send(JSON.stringify(request.headers)),
  protocol: (socket) => socket.send(socket.protocol),
  seen: (socket, _, request) =>
    seen(request.url.split("/")[2], (end) => {
      socket.send(JSON.stringify(end));
      socket.close();
    }),
};
pages.taken.count = 0;

function serve(socket, request) {
  const url = new URL(request.url, "ws://localhost");
  const [, page, number] = url.pathname.split("/");
  const end = { errors: [], received: 0 };
  socket.on("message", () => end.received++);
  socket.on("error", (error) => end.errors.push(error.code ?? error.message));
  socket.on("close", (code, reason) => {
    if (url.searchParams.has("name"))
      note(url.searchParams.get("name"), { ...end, code, reason: reason.toString() });
  });
  pages[page](socket, Number(number), request);
}

const server = http.createServer((request, response) => {
  if (request.url === "/redirect") response.writeHead(302, { Location: "/echo" }).end();
  else response.writeHead(404).end();
});
const sockets = new WebSocketServer({
  noServer: true,
  perMessageDeflate: { threshold: 0 },
  handleProtocols: (offered) => (offered.has("v2") ? "v2" : false),
});
sockets.on("connection", serve);
server.on("upgrade", (request, socket, head) => {
  if (request.url === "/redirect")
    return socket.end("HTTP/1.1 302 Found\r\nLocation: /echo\r\nContent-Length: 0\r\n\r\n");
  if (request.url === "/refuse")
    return socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
  sockets.handleUpgrade(request, socket, head, (made) => sockets.emit("connection", made, request));
});
server.listen(0, "127.0.0.1", () => console.log(`listening on ${server.address().port}`));
process.stdin.resume().on("end", () => process.exit(0)); // with whoever has started it
