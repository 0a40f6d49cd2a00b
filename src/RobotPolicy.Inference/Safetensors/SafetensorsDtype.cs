namespace RobotPolicy.Inference.Safetensors;

/// <summary>Element types of the safetensors format that we read.</summary>
internal enum SafetensorsDtype
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool,

    /// <summary>Unsigned 8 bit.</summary>
    U8,

    /// <summary>Signed 32 bit.</summary>
    I32,

    /// <summary>Signed 64 bit.</summary>
    I64,

    /// <summary>IEEE 754 half.</summary>
    F16,

    /// <summary>The upper half of an IEEE 754 single.</summary>
    BF16,

    /// <summary>IEEE 754 single.</summary>
    F32,

    /// <summary>IEEE 754 double.</summary>
    F64,
}
