"""Feeds the pipelines of a simulated camera: frame n and sound n belong to a fixed instant of the wall clock."""
import heapq
import math
import threading
import time

import gi

gi.require_version("Gst", "1.0")
from gi.repository import Gst  # noqa: E402

from picture import Picture  # noqa: E402

SOUND_NS = 40_000_000
SILENCE, SAMPLES = 0xD5, 320


def alaw(sample):
    """One 16-bit sample as G.711 A-law (ITU-T G.711, table 1a)."""
    sign = 0x80 if sample >= 0 else 0
    size = min(sample if sample >= 0 else -sample - 1, 32767) >> 3
    segment = max(0, size.bit_length() - 5)
    low = (size >> max(1, segment)) & 0xF
    return ((segment << 4) | low | sign) ^ 0x55


def second_of_sound():
    """25 pieces of 40 ms: a beep of 1 kHz for the first 100 ms of the second."""
    beep = bytes(alaw(round(12000 * math.sin(2 * math.pi * n / 8))) for n in range(800))
    second = beep + bytes([SILENCE]) * 7200
    return [second[i:i + SAMPLES] for i in range(0, 8000, SAMPLES)]


def access_units(path):
    """Access units of a stored H.264 byte stream in which each begins with an access unit delimiter."""
    with open(path, "rb") as file:
        data = file.read()
    delimiter = b"\x00\x00\x00\x01\x09"
    starts, at = [], data.find(delimiter)
    while at >= 0:
        starts.append(at)
        at = data.find(delimiter, at + 1)
    return [data[a:b] for a, b in zip(starts, starts[1:] + [len(data)])]


class Camera:
    """What one camera shows; `video` and `audio` are the appsrc elements of its media while somebody watches."""

    def __init__(self, spec):
        self.name, self.fps = spec["name"], spec["fps"]
        self.frame_ns = 1_000_000_000 // self.fps
        self.units = access_units(spec["file"]) if spec.get("file") else None
        self.spec = spec
        self.picture = None if self.units else Picture(spec["number"], spec["width"], spec["height"])
        self.video = self.audio = None
        self.stalled = False

    def resize(self):
        """From now on another size, in the middle of the stream, as when somebody changes a camera's settings."""
        self.spec = {**self.spec, "width": self.spec["width"] + 128, "height": self.spec["height"] + 72}
        picture = Picture(self.spec["number"], self.spec["width"], self.spec["height"])
        if self.video is not None:
            caps = self.video.get_property("caps").copy()
            caps.set_value("width", self.spec["width"])
            caps.set_value("height", self.spec["height"])
            self.video.set_property("caps", caps)
        self.picture = picture

    def frame(self, number, wall_ms):
        return self.picture.frame(number, wall_ms) if self.picture else self.units[number % len(self.units)]


class Feeder:
    """One thread that pushes every camera's frames and sound when they are due."""

    def __init__(self, cameras):
        self.cameras = cameras
        self.sound = second_of_sound()
        # Steps of the machine's clock after the start are not followed: a real camera would not see them either.
        offset = time.time_ns() - time.monotonic_ns()
        self.start_wall_ns = time.time_ns() // 1_000_000_000 * 1_000_000_000
        self.start_ns = self.start_wall_ns - offset

    def start(self):
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        now = time.monotonic_ns() - self.start_ns
        due = []
        for index, camera in enumerate(self.cameras):
            heapq.heappush(due, (now // camera.frame_ns * camera.frame_ns, index, False))
            heapq.heappush(due, (now // SOUND_NS * SOUND_NS + SOUND_NS, index, True))
        while True:
            at, index, is_sound = due[0]
            rest = self.start_ns + at - time.monotonic_ns()
            if rest > 0:
                time.sleep(rest / 1e9)
            camera = self.cameras[index]
            heapq.heapreplace(due, (at + (SOUND_NS if is_sound else camera.frame_ns), index, is_sound))
            if is_sound:  # a piece is complete, so can be sent, when its last sample has been heard
                begin = at - SOUND_NS
                self._push(camera, camera.audio, begin, SOUND_NS, lambda: self.sound[begin // SOUND_NS % 25])
            else:
                wall_ms = (self.start_wall_ns + at) // 1_000_000
                number = at // camera.frame_ns
                self._push(camera, camera.video, at, camera.frame_ns, lambda: camera.frame(number, wall_ms))

    def _push(self, camera, appsrc, at, duration, make):
        if appsrc is None or camera.stalled or appsrc.get_state(0)[1] != Gst.State.PLAYING:
            return
        pts = self.start_ns + at - appsrc.get_base_time()
        if pts < 0:
            return
        buffer = Gst.Buffer.new_wrapped(make())
        buffer.pts, buffer.duration = pts, duration
        appsrc.emit("push-buffer", buffer)
