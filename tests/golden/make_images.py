#!/usr/bin/env python3
"""Writes tests/golden/images/: what OpenCV and Pillow make of a picture that a formula gives, one JSON file each.

Needs OpenCV 4.6 and Pillow 9 (Debian: python3-opencv, python3-pil). Where a library has no such function (TensorFlow's
crop_and_resize, the paddings), NumPy has it here, written one pixel at a time.
The picture, width × height × 3, in whole numbers:

    level(x, y, c) = (3 + c)·x + (5 − c)·y + 90·((x div 8 + y div 8) mod 2) + ((31·x + 17·y + 57·c)² mod 61)   mod 256

A file names the library and what it was asked for, and holds the result, row by row, red first: bytes, or little-endian singles.
Run without arguments; the files are committed, and the tests read them.
"""
import base64
import io
import json
import math
import pathlib

import cv2
import numpy as np
import PIL
from PIL import Image

FOLDER = pathlib.Path(__file__).parent / "images"
OPENCV, PILLOW = f"OpenCV {cv2.__version__}", f"Pillow {PIL.__version__}"
cv2.ipp.setUseIPP(False)


def picture(width, height):
    y, x, c = np.mgrid[0:height, 0:width, 0:3]
    return (((3 + c) * x + (5 - c) * y + 90 * ((x // 8 + y // 8) % 2) + (31 * x + 17 * y + 57 * c) ** 2 % 61) % 256).astype(np.uint8)


def write(name, library, source, result, **spec):
    kind = "bytes" if result.dtype == np.uint8 else "singles"
    data = result.tobytes() if kind == "bytes" else result.astype("<f4").tobytes()
    file = {"library": library, "source": list(source), "target": [result.shape[1], result.shape[0]], **spec, kind: base64.b64encode(data).decode()}
    (FOLDER / f"{name}.json").write_text(json.dumps(file, indent=1) + "\n")


def opencv():
    filters = {"Bilinear": cv2.INTER_LINEAR, "Area": cv2.INTER_AREA, "Bicubic": cv2.INTER_CUBIC, "NearestFloor": cv2.INTER_NEAREST}
    sizes = {"down": ((80, 60), (28, 26)), "whole": ((80, 60), (20, 15)), "up": ((20, 15), (33, 28))}
    for filter_name, flag in filters.items():
        for size_name, (source, target) in sizes.items():
            image = picture(*source)
            name = f"opencv_{filter_name.lower()}_{size_name}"
            write(name, OPENCV, source, cv2.resize(image, target, interpolation=flag), filter=filter_name, rounding="HalfUp")
        image = picture(*sizes["down"][0]).astype(np.float32)
        write(f"opencv_{filter_name.lower()}_singles", OPENCV, (80, 60), cv2.resize(image, (19, 17), interpolation=flag), filter=filter_name)


def pillow():
    filters = {
        "BilinearAntialias": Image.BILINEAR, "BicubicAntialias": Image.BICUBIC, "Lanczos3Antialias": Image.LANCZOS,
        "Nearest": Image.NEAREST,
    }
    sizes = {"down": ((80, 60), (28, 26)), "up": ((20, 15), (33, 28)), "across": ((20, 60), (31, 22))}
    for filter_name, flag in filters.items():
        for size_name, (source, target) in sizes.items():
            # An even number of pixels has a nearest one twice, and which is taken is left to the last bit.
            source = (source[0] - 1, source[1] - 1 + source[1] % 2) if flag == Image.NEAREST else source
            image = Image.fromarray(picture(*source)).resize(target, flag)
            write(f"pillow_{filter_name.lower()}_{size_name}", PILLOW, source, np.asarray(image), filter=filter_name, rounding="Pillow")
        source = (79, 59) if flag == Image.NEAREST else (80, 60)
        write(f"pillow_{filter_name.lower()}_singles", PILLOW, source, singles(picture(*source), (19, 17), flag), filter=filter_name)


def singles(image, target, flag):
    """Pillow resizes single precision without rounding, one channel at a time."""
    channels = [Image.fromarray(image[:, :, c].astype(np.float32), mode="F").resize(target, flag) for c in range(3)]
    return np.stack([np.asarray(channel) for channel in channels], axis=2)


def padded():
    for source, target in (((80, 60), (28, 28)), ((45, 70), (32, 20)), ((20, 15), (33, 28))):
        image = Image.fromarray(picture(*source))
        ratio = max(source[0] / target[0], source[1] / target[1])
        inner = int(source[0] / ratio), int(source[1] / ratio)
        small = np.asarray(image.resize(inner, Image.BILINEAR))
        rest_x, rest_y = target[0] - inner[0], target[1] - inner[1]
        for fit, level, (left, top) in (("PadAround", 0, (rest_x // 2, rest_y // 2)), ("PadLeftTop", 7, (rest_x, rest_y))):
            result = np.full((target[1], target[0], 3), level, np.uint8)
            result[top:top + inner[1], left:left + inner[0]] = small
            name = f"pillow_{fit.lower()}_{source[0]}x{source[1]}"
            write(name, PILLOW, source, result, filter="BilinearAntialias", rounding="Pillow", fit=fit, pad=level)


def crop_and_resize(image, side, width, height):
    """TensorFlow's crop_and_resize of a centred box, of levels in single precision."""
    source_height, source_width = image.shape[:2]
    begin = (1 - side) / 2
    result = np.zeros((height, width, 3))
    for y in range(height):
        in_y = begin * (source_height - 1) + y * side * (source_height - 1) / (height - 1)
        y0 = math.floor(in_y)
        y1 = min(y0 + 1, source_height - 1)
        for x in range(width):
            in_x = begin * (source_width - 1) + x * side * (source_width - 1) / (width - 1)
            x0 = math.floor(in_x)
            x1 = min(x0 + 1, source_width - 1)
            above = image[y0, x0] + (image[y0, x1] - image[y0, x0]) * (in_x - x0)
            below = image[y1, x0] + (image[y1, x1] - image[y1, x0]) * (in_x - x0)
            result[y, x] = above + (below - above) * (in_y - y0)
    return result


def openvla():
    """JPEG round trip, Lanczos to bytes, centre of nine tenths of the area, back to the size, to bytes as convert_image_dtype has it."""
    target = (28, 28)
    for name, quality in (("openvla_no_jpeg", None), ("openvla", 95)):
        image = picture(80, 60)
        if quality:
            buffer = io.BytesIO()
            Image.fromarray(image).save(buffer, "JPEG", quality=quality)
            image = np.asarray(Image.open(buffer).convert("RGB"))
        small = np.clip(np.rint(singles(image, target, Image.LANCZOS)), 0, 255)
        crop = crop_and_resize(small.astype(np.float64), math.sqrt(0.9), *target)
        result = np.floor(np.clip(crop / 255, 0, 1) * 255.5).clip(0, 255).astype(np.uint8)
        write(name, PILLOW, (80, 60), result, chain="openvla", quality=quality)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    opencv()
    pillow()
    padded()
    openvla()
    print(f"{len(list(FOLDER.iterdir()))} files")
