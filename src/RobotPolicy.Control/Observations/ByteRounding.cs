namespace RobotPolicy.Control.Observations;

/// <summary>How resized values become bytes, where training had bytes there. All clip to 0…255.</summary>
public enum ByteRounding
{
    /// <summary>Not at all: values stay real numbers, and may overshoot 0…255 with cubic and Lanczos filters.</summary>
    None = 0,

    /// <summary>To the nearest, halves to the even one: NumPy, JAX, PyTorch and TensorFlow <c>round</c>.</summary>
    HalfEven,

    /// <summary>To the nearest, halves up.</summary>
    HalfUp,

    /// <summary>Downwards: <c>astype(uint8)</c>.</summary>
    Truncate,

    /// <summary>⌊v · 255.5 / 255⌋: TensorFlow <c>convert_image_dtype</c> of a picture in 0…1.</summary>
    TensorFlow,

    /// <summary>Halves up after the columns and again after the rows: Pillow's <c>resize</c> of bytes.</summary>
    Pillow,
}
