using System.Globalization;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Inference.Packages;

/// <summary>
/// Folds the steps of one camera into as few passes as give the same numbers. Between two passes there are bytes: a step that
/// would need real numbers there is an error, never an approximation.
/// </summary>
internal sealed class ImagePlanBuilder(ManifestCamera camera, Action<string, string, string> fail)
{
    private const float UnitScale = 1f / 255f;
    private readonly List<ImageStage> _stages = [];
    private ResizeStep? _resize;
    private CenterPartStep? _part;
    private double _cropSide = 1;
    private ImageWindow? _window;
    private ByteRounding _rounding;
    private bool _scaled;
    private bool _scaledDecode;
    private (int Width, int Height)? _size = camera.Width > 0 && camera.Height > 0 ? (camera.Width, camera.Height) : null;
    private bool _sized;
    private string _sizedBy = string.Empty;

    public void Add(PipelineStep step)
    {
        switch (step)
        {
            case ResizeStep resize:
                AddResize(resize);
                break;
            case CropStep crop:
                AddCrop(crop);
                break;
            case CenterPartStep part:
                if (ReadyForBytes(part))
                    _part = part;
                break;
            case JpegStep jpeg:
                if (ReadyForBytes(jpeg))
                    _stages.Add(new JpegStage { Quality = jpeg.Quality, FastTransform = jpeg.FastTransform });
                break;
            case ToBytesStep bytes:
                AddRounding(bytes);
                break;
            case ToFloatStep:
                _scaled = true;
                break;
        }
    }

    /// <summary>What the steps come to.</summary>
    /// <param name="toUnitRange">Whether pixels are brought to 0…1 even where no step says so.</param>
    public ImagePlan Build(bool toUnitRange)
    {
        if (_part is not null)
            fail(_part.Field, "a resize after it", "none");
        return new ImagePlan
        {
            Stages = _stages,
            Resize = _resize,
            CropSide = _cropSide,
            Window = _window,
            ScaledDecode = _scaledDecode,
            Rounding = _rounding,
            Scale = _scaled || toUnitRange ? UnitScale : 1,
            Size = _sized ? _size : null,
            SizedBy = _sizedBy,
        };
    }

    private void AddResize(ResizeStep resize)
    {
        // A crop by share is part of the resize after it.
        if (_part is null && !ReadyForBytes(resize))
            return;
        if (resize.ScaledDecode && (_resize is not null || _stages.Count > 0))
        {
            fail($"{resize.Field}.jpeg_decode", "'exact', except where the resize is the first step on the picture's bytes", "'scaled' after another step");
            return;
        }

        _scaledDecode |= resize.ScaledDecode;
        _cropSide = _part?.Side ?? 1;
        _part = null;
        _resize = resize;
        _scaled |= resize.ToUnitRange;
        SetSize(resize.Width, resize.Height, "resize");
    }

    private void AddCrop(CropStep crop)
    {
        if (_part is not null)
        {
            fail(crop.Field, "a resize after a center_crop by area or side", "a crop");
            return;
        }

        if (_size is not { } size)
        {
            fail(camera.Field, "a shape with height and width, as its pictures are cropped", "none");
            return;
        }

        var (left, top) = (crop.Left ?? CropStage.Centre(size.Width, crop.Width), crop.Top ?? CropStage.Centre(size.Height, crop.Height));
        if (left < 0 || top < 0 || left + crop.Width > size.Width || top + crop.Height > size.Height)
        {
            fail(crop.Field, string.Create(CultureInfo.InvariantCulture, $"a rectangle within {size.Width} × {size.Height} pixels"), "one beyond it");
            return;
        }

        if (_resize is { Fit: ImageFit.Stretch } resize)
        {
            // Of a resized picture only what is kept is computed.
            var already = _window ?? new ImageWindow(resize.Width, resize.Height, 0, 0);
            _window = already with { Left = already.Left + left, Top = already.Top + top };
        }
        else if (ReadyForBytes(crop))
        {
            _stages.Add(new CropStage { Width = crop.Width, Height = crop.Height, Left = crop.Left, Top = crop.Top });
        }

        SetSize(crop.Width, crop.Height, "crop");
    }

    private void AddRounding(ToBytesStep step)
    {
        if (_scaled)
            fail(step.Field, "to_uint8 before pixels are brought to 0…1", "after it");
        else if (_part is not null)
            fail(step.Field, "a resize after a center_crop by area or side", "to_uint8");
        else if (_resize is not null && _rounding == ByteRounding.None)
            _rounding = step.Rounding;
    }

    /// <summary>Ends the pass in progress, so that the next step finds bytes.</summary>
    private bool ReadyForBytes(PipelineStep step)
    {
        if (_part is not null)
        {
            fail(step.Field, "a resize after a center_crop by area or side", "another step");
            return false;
        }

        if (_scaled && step is JpegStep)
        {
            fail(step.Field, "jpeg_round_trip before pixels are brought to 0…1", "after it");
            return false;
        }

        if (_resize is not { } resize)
            return true;
        if (_rounding == ByteRounding.None)
        {
            fail(step.Field, "to_uint8 between a resize and this step, as it works on bytes", "none");
            return false;
        }

        _stages.Add(new ResampleStage
        {
            Width = resize.Width,
            Height = resize.Height,
            Filter = resize.Filter,
            CropSide = _cropSide,
            Fit = resize.Fit,
            PadValue = resize.PadValue,
            Rounding = _rounding,
        });
        if (_window is { } window)
            _stages.Add(new CropStage { Width = _size!.Value.Width, Height = _size.Value.Height, Left = window.Left, Top = window.Top });
        (_resize, _window, _rounding, _cropSide) = (null, null, ByteRounding.None, 1);
        return true;
    }

    private void SetSize(int width, int height, string by)
    {
        _size = (width, height);
        _sized = true;
        _sizedBy = by;
    }
}
