using RobotPolicy.Control.Observations;

namespace RobotPolicy.Inference.Packages;

/// <summary>Reads the steps that change a picture's size, its part or its bytes.</summary>
internal static class ImageStepReader
{
    private const int MaxImageSide = 4096;
    private const int DefaultQuality = 95;
    private static readonly string[] Filters = ["area", "bilinear", "bicubic", "lanczos3", "nearest", "nearest_floor"];
    private static readonly string[] Roundings = ["half_even", "half_up", "truncate", "tensorflow", "pillow"];

    /// <summary>
    /// Two spellings of the size: <c>height</c>, <c>width</c>; or <c>image_resolution</c> = [height, width], which is bilinear where
    /// nothing else is said and also brings pixels to 0…1. With <c>jpeg_decode</c> = <c>scaled</c> a JPEG may be decoded smaller than it is.
    /// </summary>
    public static ResizeStep? ReadResize(JsonCursor parameters)
    {
        parameters.RejectUnknown(
            "type", "features", "height", "width", "image_resolution", "interpolation", "antialias", "align_corners", "mode", "pad_position", "pad_value", "image_layout", "jpeg_decode");

        // What the exporter's own runtime gets from its cameras; a frame here knows its layout, and what comes out is the same.
        parameters.OneOf("image_layout", ["BCHW", "BHWC"]);
        var features = parameters.Strings("features");
        var unitRange = parameters.IsPresent("image_resolution");
        var named = parameters.OneOf("interpolation", Filters, required: !unitRange) ?? (unitRange ? "bilinear" : null);
        var filter = named is null ? null : ReadFilter(parameters, named);
        var fit = ReadFit(parameters, unitRange);

        var scaled = parameters.OneOf("jpeg_decode", ["exact", "scaled"]) == "scaled";
        if (scaled && filter is { } chosen && !chosen.CountsEveryPixel())
        {
            parameters.FailAt("jpeg_decode", "'exact', except with area or an antialiased interpolation, which count every pixel", "'scaled'");
            return null;
        }

        // Grey levels: the value is filled in before pixels are scaled or normalised.
        var pad = parameters.Int("pad_value", 0, 255) ?? 0;
        var (width, height) = unitRange ? ReadResolution(parameters) : (
            parameters.Int("width", 1, MaxImageSide, required: true),
            parameters.Int("height", 1, MaxImageSide, required: true));
        return width is { } w && height is { } h && filter is { } f && fit is { } t
            ? new ResizeStep(parameters.Path, features, w, h, f, t, (byte)pad, unitRange) { ScaledDecode = scaled }
            : null;
    }

    /// <summary><c>height</c> and <c>width</c> in pixels, or the share of the <c>area</c> or of each <c>side</c>.</summary>
    public static PipelineStep? ReadCenterCrop(JsonCursor parameters)
    {
        parameters.RejectUnknown("type", "features", "height", "width", "area", "side");
        var features = parameters.Strings("features");
        var (byArea, bySide) = (parameters.IsPresent("area"), parameters.IsPresent("side"));
        var byPixels = parameters.IsPresent("height") || parameters.IsPresent("width");
        if ((byArea ? 1 : 0) + (bySide ? 1 : 0) + (byPixels ? 1 : 0) != 1)
        {
            parameters.Fail("height and width, or area, or side", byArea || bySide ? "more than one of them" : "none of them");
            return null;
        }

        if (byPixels)
            return ReadSize(parameters) is { } size ? new CropStep(parameters.Path, features, size.Width, size.Height, null, null) : null;

        const double smallest = 0.01;
        var side = byArea
            ? parameters.Number("area", smallest, 1) is { } area ? Math.Sqrt(area) : (double?)null
            : parameters.Number("side", smallest, 1);
        return side is { } share ? new CenterPartStep(parameters.Path, features, share) : null;
    }

    public static CropStep? ReadCrop(JsonCursor parameters)
    {
        parameters.RejectUnknown("type", "features", "left", "top", "height", "width");
        var features = parameters.Strings("features");
        var left = parameters.Int("left", 0, MaxImageSide, required: true);
        var top = parameters.Int("top", 0, MaxImageSide, required: true);
        return ReadSize(parameters) is { } size && left is not null && top is not null
            ? new CropStep(parameters.Path, features, size.Width, size.Height, left, top)
            : null;
    }

    public static JpegStep ReadJpeg(JsonCursor parameters)
    {
        parameters.RejectUnknown("type", "features", "quality", "dct");
        var quality = parameters.Int("quality", 1, 100) ?? DefaultQuality;
        var fast = parameters.OneOf("dct", ["accurate", "fast"]) == "fast";
        return new JpegStep(parameters.Path, parameters.Strings("features"), quality, fast);
    }

    public static ToBytesStep ReadToBytes(JsonCursor parameters)
    {
        parameters.RejectUnknown("type", "features", "rounding");
        var rounding = parameters.OneOf("rounding", Roundings) switch
        {
            "half_up" => ByteRounding.HalfUp,
            "truncate" => ByteRounding.Truncate,
            "tensorflow" => ByteRounding.TensorFlow,
            "pillow" => ByteRounding.Pillow,
            _ => ByteRounding.HalfEven,
        };
        return new ToBytesStep(parameters.Path, parameters.Strings("features"), rounding);
    }

    private static ResizeFilter? ReadFilter(JsonCursor parameters, string name)
    {
        var antialias = parameters.Bool("antialias") ?? false;
        var corners = parameters.Bool("align_corners") ?? false;
        if (corners && (name != "bilinear" || antialias))
        {
            parameters.FailAt("align_corners", "false, except with bilinear interpolation without antialias", "true");
            return null;
        }

        if (antialias && name is ("nearest" or "nearest_floor"))
        {
            parameters.FailAt("antialias", $"false, as {name} takes one pixel", "true");
            return null;
        }

        if (name == "lanczos3" && !antialias)
        {
            parameters.FailAt("antialias", "true, as lanczos3 comes in no other form", "nothing or false");
            return null;
        }

        // The mean over an area is antialiased in any case.
        return (name, antialias) switch
        {
            ("area", _) => ResizeFilter.Area,
            ("bilinear", false) => corners ? ResizeFilter.BilinearAlignCorners : ResizeFilter.Bilinear,
            ("bilinear", true) => ResizeFilter.BilinearAntialias,
            ("bicubic", false) => ResizeFilter.Bicubic,
            ("bicubic", true) => ResizeFilter.BicubicAntialias,
            ("lanczos3", _) => ResizeFilter.Lanczos3Antialias,
            ("nearest_floor", _) => ResizeFilter.NearestFloor,
            _ => ResizeFilter.Nearest,
        };
    }

    /// <summary><c>stretch</c>, or <c>pad</c> with where the padding goes: exporters that pad differ in it, so it has no default.</summary>
    private static ImageFit? ReadFit(JsonCursor parameters, bool unitRange)
    {
        if (unitRange && !parameters.IsPresent("mode"))
        {
            // That exporter's default is to pad, but not where: say so rather than squash what was padded in training.
            parameters.FailAt("mode", "'stretch', or 'pad' with pad_position", "nothing, which means 'letterbox'");
            return null;
        }

        if (!parameters.IsPresent("mode"))
            return ImageFit.Stretch;
        if (parameters.OneOf("mode", ["stretch", "pad"]) is not { } mode)
            return null;
        if (mode == "stretch")
            return ImageFit.Stretch;
        return parameters.OneOf("pad_position", ["around", "left_top"], required: true) switch
        {
            "around" => ImageFit.PadAround,
            "left_top" => ImageFit.PadLeftTop,
            _ => null,
        };
    }

    private static (int? Width, int? Height) ReadResolution(JsonCursor parameters)
    {
        if (parameters.Dimensions("image_resolution") is not { } size)
            return default;
        if (size.Count == 2 && size[0] <= MaxImageSide && size[1] <= MaxImageSide)
            return (size[1], size[0]);

        parameters.FailAt(
            "image_resolution", $"[height, width], each at most {MaxImageSide}", ErrorText.Shape([.. size.Select(d => (long)d)]));
        return default;
    }

    private static (int Width, int Height)? ReadSize(JsonCursor parameters)
    {
        var height = parameters.Int("height", 1, MaxImageSide, required: true);
        var width = parameters.Int("width", 1, MaxImageSide, required: true);
        return width is { } w && height is { } h ? (w, h) : null;
    }
}
