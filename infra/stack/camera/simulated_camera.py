"""RTSP cameras for demos and tests, with RTCP sender reports like real ones; H.264 and G.711 A-law unless told otherwise.

Settings come as JSON in the environment variable SIMULATED_CAMERAS, so that a password is not in the process list:
{ port, controlPort, user?, password?, cameras: [{ name, number, width, height, fps, gopSeconds, bframes, video, audio, file? }] }
Control, on loopback: GET / lists the cameras; POST /<camera>/<stall|resume|drop|stop|start|resize>.
"""
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

from source import Camera, Feeder  # noqa: E402


def raw_video(spec):
    return (
        f"appsrc name=video is-live=true format=time caps=video/x-raw,format=I420,"
        f"width={spec['width']},height={spec['height']},framerate={spec['fps']}/1"
    )


def h264(spec):
    if spec.get("file"):
        source = "appsrc name=video is-live=true format=time caps=video/x-h264,stream-format=byte-stream,alignment=au"
    else:
        # Zero latency and the fastest preset forbid B-frames; with them a few frames are held back.
        fast = "tune=zerolatency speed-preset=ultrafast"
        tune = f"speed-preset=veryfast bframes={spec['bframes']} b-adapt=false rc-lookahead=0" if spec["bframes"] else fast
        source = (
            f"{raw_video(spec)}"
            f" ! x264enc {tune} threads=1 sliced-threads=false pass=quant quantizer=26"
            f" key-int-max={round(spec['fps'] * spec['gopSeconds'])}"
            f" ! video/x-h264,profile={'main' if spec['bframes'] else 'constrained-baseline'}"
        )
    return f"{source} ! h264parse ! rtph264pay name=pay0 pt=96 config-interval=-1"


def h265(spec):
    gop = round(spec["fps"] * spec["gopSeconds"])
    options = f"log-level=none:bframes=0:scenecut=0:keyint={gop}:min-keyint={gop}:pools=none:frame-threads=1:repeat-headers=1"
    return (
        f"{raw_video(spec)} ! x265enc tune=zerolatency speed-preset=ultrafast key-int-max={gop} option-string={options}"
        f" ! h265parse ! rtph265pay name=pay0 pt=96 config-interval=-1"
    )


def mjpeg(spec):
    return f"{raw_video(spec)} ! jpegenc ! rtpjpegpay name=pay0 pt=26"


VIDEO = {"h264": h264, "h265": h265, "mjpeg": mjpeg}
ALAW = "appsrc name=audio is-live=true format=time caps=audio/x-alaw,rate=8000,channels=1"
AUDIO = {
    "pcma": "rtppcmapay pt=8",
    "pcmu": "alawdec ! mulawenc ! rtppcmupay pt=0",
    "aac": "alawdec ! audioconvert ! audioresample ! audio/x-raw,rate=16000 ! avenc_aac ! rtpmp4gpay pt=97",
    "g726": "alawdec ! avenc_g726 ! rtpg726pay pt=98",
}


def pipeline(spec):
    parts = [VIDEO[spec["video"]](spec)] if spec["video"] != "none" else []
    if spec["audio"] != "none":
        parts.append(f"{ALAW} ! {AUDIO[spec['audio']]} name=pay{len(parts)}")
    return f"( {' '.join(parts)} )"


class Mount:
    """One address of the server, and who reads it."""

    def __init__(self, server, spec, with_login):
        self.server, self.path = server, f"/{spec['name']}"
        self.camera, self.clients, self.mounted = Camera(spec), set(), False
        self.launch, self.with_login = pipeline(spec), with_login
        self.start()

    def start(self):
        if self.mounted:
            return
        factory = GstRtspServer.RTSPMediaFactory()
        factory.set_launch(self.launch)
        factory.set_shared(True)
        factory.connect("media-configure", self._configure)
        if self.with_login:
            permissions = GstRtspServer.RTSPPermissions()
            permissions.add_role("reader")
            permissions.add_permission_for_role("reader", "media.factory.access", True)
            permissions.add_permission_for_role("reader", "media.factory.construct", True)
            factory.set_permissions(permissions)
        self.server.get_mount_points().add_factory(self.path, factory)
        self.factory = factory
        self.mounted = True

    def stop(self):
        self.server.get_mount_points().remove_factory(self.path)
        self.mounted = False
        self.drop()

    def drop(self):
        for client in list(self.clients):
            client.close()

    def stall(self):
        self.camera.stalled = True

    def resume(self):
        self.camera.stalled = False

    def resize(self):
        self.camera.resize()
        self.launch = pipeline(self.camera.spec)
        self.factory.set_launch(self.launch)

    def _configure(self, _factory, media):
        element = media.get_element()
        self.camera.video, self.camera.audio = element.get_by_name("video"), element.get_by_name("audio")
        media.connect("unprepared", self._unprepared, self.camera.video)

    def _unprepared(self, _media, video):
        if self.camera.video is video:
            self.camera.video = self.camera.audio = None


def remember_clients(server, mounts):
    by_path = {mount.path: mount for mount in mounts}

    def on_setup(client, context):
        for path, mount in by_path.items():
            if context.uri.abspath == path or context.uri.abspath.startswith(f"{path}/"):
                mount.clients.add(client)

    def on_closed(client):
        for mount in mounts:
            mount.clients.discard(client)

    def on_client(_server, client):
        client.connect("setup-request", on_setup)
        client.connect("closed", on_closed)

    server.connect("client-connected", on_client)


def require_login(server, user, password):
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "reader")
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    auth.add_digest(user, password, token)
    server.set_auth(auth)


def serve_control(port, mounts):
    by_name = {mount.camera.name: mount for mount in mounts}
    actions = ("stall", "resume", "drop", "stop", "start", "resize")

    class Control(BaseHTTPRequestHandler):
        def do_GET(self):
            self._answer(200, {name: len(mount.clients) for name, mount in by_name.items()})

        def do_POST(self):
            _, name, action = self.path.split("/")
            if name not in by_name or action not in actions:
                return self._answer(404, {})
            done = threading.Event()
            GLib.idle_add(lambda: (getattr(by_name[name], action)(), done.set()) and False)
            return self._answer(200 if done.wait(5) else 500, {})

        def _answer(self, status, body):
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_):
            pass

    http = ThreadingHTTPServer(("127.0.0.1", port), Control)
    threading.Thread(target=http.serve_forever, daemon=True).start()


def main():
    settings = json.loads(os.environ["SIMULATED_CAMERAS"])
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(str(settings["port"]))
    with_login = bool(settings.get("user"))
    mounts = [Mount(server, spec, with_login) for spec in settings["cameras"]]
    if with_login:
        require_login(server, settings["user"], settings["password"])
    remember_clients(server, mounts)
    if server.attach(None) == 0:
        raise SystemExit(f"port {settings['port']} cannot be opened")
    Feeder([mount.camera for mount in mounts]).start()
    # A session nobody uses any more is dropped, or its media would go on for ever.
    GLib.timeout_add_seconds(5, lambda: server.get_session_pool().cleanup() >= 0)
    serve_control(settings["controlPort"], mounts)
    GLib.MainLoop().run()


main()
