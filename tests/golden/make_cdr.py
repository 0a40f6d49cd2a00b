#!/usr/bin/env python3
"""Writes tests/golden/cdr/: one serialised message per type and byte order, as hexadecimal digits.

Independent of the C# codec: only `struct`, and the field order of the .msg files. Alignment follows the CDR rules of OMG
DDSI-RTPS (XCDR1): each primitive is aligned to its size, counted from the byte after the 4-byte header.
Run without arguments; the files are committed, and the tests read them.
"""
import pathlib
import struct


class Cdr:
    def __init__(self, little):
        self.order = "<" if little else ">"
        self.body = bytearray()

    def number(self, code, value):
        size = struct.calcsize("<" + code)
        while len(self.body) % size:
            self.body.append(0)
        self.body += struct.pack(self.order + code, value)

    def u8(self, value): self.number("B", value)
    def u32(self, value): self.number("I", value)
    def i32(self, value): self.number("i", value)
    def f64(self, value): self.number("d", value)

    def raw(self, data): self.body += data

    def string(self, text):
        data = text.encode("utf-8") + b"\0"
        self.u32(len(data))
        self.raw(data)

    def octets(self, data):
        self.u32(len(data))
        self.raw(data)

    def array(self, code, values):
        for value in values:
            self.number(code, value)

    def sequence(self, code, values):
        self.u32(len(values))
        self.array(code, values)

    def strings(self, values):
        self.u32(len(values))
        for value in values:
            self.string(value)

    def time(self, sec, nanosec):
        self.i32(sec)
        self.u32(nanosec)

    def header(self, sec, nanosec, frame):
        self.time(sec, nanosec)
        self.string(frame)


def header(c):
    c.header(1700000000, 123456789, "base_link")


def bool_(c):
    c.u8(1)


def string(c):
    c.string("grüße")


def clock(c):
    c.time(12, 999999999)


def float64_multi_array(c):
    c.u32(2)
    c.string("rows")
    c.u32(2)
    c.u32(6)
    c.string("cols")
    c.u32(3)
    c.u32(3)
    c.u32(1)
    c.sequence("d", [0.5, -1.25, 1e300, 0.0, 3.0])


def joint_state(c):
    c.header(1, 2, "")
    c.strings(["a", "bc", "def", "ghij"])
    c.sequence("d", [0.1, -0.2, 0.3, -0.4])
    c.sequence("d", [])
    c.sequence("d", [1.0, 2.0, 3.0, 4.0])


def image(c):
    c.header(-1, 0, "cam")
    c.u32(2)
    c.u32(3)
    c.string("rgb8")
    c.u8(0)
    c.u32(10)
    c.octets(bytes(range(20)))


def compressed_image(c):
    c.header(5, 6, "camera_front_optical_frame")
    c.string("rgb8; jpeg compressed bgr8")
    c.octets(b"\xff\xd8\xff\xe0\xff\xd9\x01")


def joint_trajectory(c):
    c.header(0, 0, "")
    c.strings(["shoulder", "elbow"])
    c.u32(2)
    c.sequence("d", [0.25, 0.5])
    c.sequence("d", [])
    c.sequence("d", [])
    c.sequence("d", [])
    c.time(0, 50000000)
    c.sequence("d", [0.75, 1.0])
    c.sequence("d", [5.0, 6.0])
    c.sequence("d", [7.0, 8.0])
    c.sequence("d", [9.0, 10.0])
    c.time(1, 100000000)


def joy(c):
    c.header(3, 4, "joy")
    c.sequence("f", [0.0, -1.0, 0.5])
    c.sequence("i", [0, 1, -2147483648])


def pose_stamped(c):
    c.header(8, 9, "world")
    c.array("d", [1.0, 2.0, 3.0])
    c.array("d", [0.0, 0.0, 0.7071067811865476, 0.7071067811865476])


def twist_stamped(c):
    c.header(8, 9, "tool0")
    c.array("d", [0.1, 0.2, 0.3])
    c.array("d", [-0.1, -0.2, -0.3])


def camera_info(c):
    c.header(10, 11, "front")
    c.u32(240)
    c.u32(320)
    c.string("plumb_bob")
    c.sequence("d", [0.1, -0.2, 0.001, 0.002, 0.0])
    c.array("d", [300.0, 0.0, 160.0, 0.0, 301.0, 120.0, 0.0, 0.0, 1.0])
    c.array("d", [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0])
    c.array("d", [300.0, 0.0, 160.0, 0.5, 0.0, 301.0, 120.0, 0.0, 0.0, 0.0, 1.0, 0.0])
    c.u32(1)
    c.u32(2)
    c.u32(3)
    c.u32(4)
    c.u32(5)
    c.u32(6)
    c.u8(1)


def point_cloud2(c):
    c.header(12, 13, "lidar")
    c.u32(2)
    c.u32(2)
    c.u32(3)
    for name, offset in (("x", 0), ("y", 4), ("zz", 8)):
        c.string(name)
        c.u32(offset)
        c.u8(7)
        c.u32(1)
    c.u8(0)
    c.u32(12)
    c.u32(25)
    c.octets(bytes((7 * i) % 256 for i in range(50)))
    c.u8(1)


def diagnostic_array(c):
    c.header(14, 15, "")
    c.u32(2)
    c.u8(1)
    c.string("robot_policy: control")
    c.string("late")
    c.string("arm-1")
    c.u32(2)
    c.string("rate")
    c.string("99.5")
    c.string("holds")
    c.string("")
    c.u8(3)
    c.string("cam")
    c.string("")
    c.string("")
    c.u32(0)


def log(c):
    c.time(16, 17)
    c.u8(40)
    c.string("robot_policy")
    c.string("hold: stale camera")
    c.string("ControlLoop.cs")
    c.string("Tick")
    c.u32(123)


def participant_entities_info(c, gid_size=16):
    def gid(seed):
        c.raw(bytes(range(seed, seed + 16)) + bytes(gid_size - 16))

    gid(1)
    c.u32(2)
    c.string("/")
    c.string("policy")
    c.u32(2)
    gid(32)
    gid(64)
    c.u32(1)
    gid(96)
    c.string("/robots/left")
    c.string("io")
    c.u32(0)
    c.u32(0)


def participant_entities_info_humble(c):
    participant_entities_info(c, gid_size=24)


def empty(c):
    c.u8(0)


def trigger_request(c):
    c.u8(0)


def trigger_response(c):
    c.u8(1)
    c.string("stopped; bereit für Neues")


def joint_jog(c):
    c.header(18, 19, "")
    c.strings(["waist", "elbow", "j3"])
    c.sequence("d", [])
    c.sequence("d", [0.125, -0.5, 1e-9])
    c.f64(0.02)


# What a service's message looks like on the wire as rmw_cyclonedds sends it: the client's id and its count, then the fields.
def trigger_request_framed(c):
    c.number("Q", 0x0102030405060708)
    c.number("q", 42)
    trigger_request(c)


def trigger_response_framed(c):
    c.number("Q", 0xfffefdfcfbfaf9f8)
    c.number("q", 7)
    trigger_response(c)


MESSAGES = {
    "empty": empty, "trigger_request": trigger_request, "trigger_response": trigger_response, "joint_jog": joint_jog,
    "trigger_request_framed": trigger_request_framed, "trigger_response_framed": trigger_response_framed,
    "header": header, "bool": bool_, "string": string, "clock": clock, "float64_multi_array": float64_multi_array,
    "joint_state": joint_state, "image": image, "compressed_image": compressed_image, "joint_trajectory": joint_trajectory,
    "joy": joy, "pose_stamped": pose_stamped, "twist_stamped": twist_stamped, "camera_info": camera_info,
    "point_cloud2": point_cloud2, "diagnostic_array": diagnostic_array, "log": log,
    "participant_entities_info": participant_entities_info, "participant_entities_info_humble": participant_entities_info_humble,
}


def main():
    folder = pathlib.Path(__file__).parent / "cdr"
    folder.mkdir(exist_ok=True)
    for name, write in MESSAGES.items():
        for suffix, little in (("le", True), ("be", False)):
            cdr = Cdr(little)
            write(cdr)
            data = bytes([0, 1 if little else 0, 0, 0]) + bytes(cdr.body)
            lines = [data[i:i + 32].hex() for i in range(0, len(data), 32)]
            (folder / f"{name}.{suffix}.hex").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
