"""The residual networks that LeRobot takes from torchvision, up to their last feature map, with the same names of parameters.

Architecture: He et al., arXiv 1512.03385. As there, the first block of a stage halves the resolution; in blocks with a bottleneck
it is the 3 x 3 convolution that does so.
"""

from collections import OrderedDict

import torch
import torch.nn as nn
import torch.nn.functional as F

STAGES = {
    "resnet18": (2, 2, 2, 2), "resnet34": (3, 4, 6, 3), "resnet50": (3, 4, 6, 3), "resnet101": (3, 4, 23, 3), "resnet152": (3, 8, 36, 3),
}
WITH_BOTTLENECK = ("resnet50", "resnet101", "resnet152")


class FrozenNorm(nn.Module):
    """Batch normalisation whose four constants are buffers."""

    def __init__(self, channels):
        super().__init__()
        for name, value in (("weight", 1), ("bias", 0), ("running_mean", 0), ("running_var", 1)):
            self.register_buffer(name, torch.full((channels,), float(value)))

    def forward(self, x):
        return F.batch_norm(x, self.running_mean, self.running_var, self.weight, self.bias, False, 0.0, 1e-5)


def batch_norm(channels):
    return nn.BatchNorm2d(channels)


def group_norm(channels):
    return nn.GroupNorm(channels // 16, channels)


def convolution(before, after, size, stride=1, dilation=1):
    return nn.Conv2d(before, after, size, stride, (size // 2) * dilation, dilation, bias=False)


class Block(nn.Module):
    """Two or, with a bottleneck, three convolutions beside a shortcut."""

    def __init__(self, before, width, stride, dilation, bottleneck, norm):
        super().__init__()
        after = width * 4 if bottleneck else width
        if bottleneck:
            self.conv1, self.bn1 = convolution(before, width, 1), norm(width)
            self.conv2, self.bn2 = convolution(width, width, 3, stride, dilation), norm(width)
            self.conv3, self.bn3 = convolution(width, after, 1), norm(after)
        else:
            self.conv1, self.bn1 = convolution(before, width, 3, stride), norm(width)
            self.conv2, self.bn2 = convolution(width, width, 3), norm(width)
            self.conv3 = None
        self.downsample = None
        if stride != 1 or before != after:
            self.downsample = nn.Sequential(convolution(before, after, 1, stride), norm(after))

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        x = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        if self.conv3 is not None:
            x = self.bn3(self.conv3(F.relu(x)))
        return F.relu(x + shortcut)


def layers(name, norm, dilate_last=False):
    """The layers by torchvision's names, and the channels of the last feature map."""
    bottleneck = name in WITH_BOTTLENECK
    channels, dilation = 64, 1
    found = OrderedDict(conv1=nn.Conv2d(3, 64, 7, 2, 3, bias=False), bn1=norm(64), relu=nn.ReLU(), maxpool=nn.MaxPool2d(3, 2, 1))
    for stage, count in enumerate(STAGES[name]):
        width, stride, first = 64 << stage, 1 if stage == 0 else 2, dilation
        if dilate_last and stage == 3:
            dilation, stride = dilation * stride, 1
        blocks = []
        for index in range(count):
            blocks.append(Block(channels, width, stride if index == 0 else 1, first if index == 0 else dilation, bottleneck, norm))
            channels = width * 4 if bottleneck else width
        found["layer%d" % (stage + 1)] = nn.Sequential(*blocks)
    return found, channels


def feature_map(backbone, height, width):
    """Height and width of what the backbone makes of a picture."""
    with torch.no_grad():
        return tuple(backbone(torch.zeros(1, 3, height, width)).shape[2:])
