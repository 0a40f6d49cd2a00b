namespace RobotPolicy.Inference.Packages;

/// <summary>
/// The components that a manifest may name, by short name or by the last part of a class path. A class path is only ever
/// compared with this list; nothing is loaded by name.
/// </summary>
internal sealed record ComponentType(string Name, string ClassName)
{
    public static readonly ComponentType SinglePass = new("single_pass", "SinglePass");
    public static readonly ComponentType ActionChunking = new("action_chunking", "ActionChunking");
    public static readonly ComponentType Resize = new("resize", "ResizePreprocessor");
    public static readonly ComponentType CenterCrop = new("center_crop", "CenterCropPreprocessor");
    public static readonly ComponentType Crop = new("crop", "CropPreprocessor");
    public static readonly ComponentType JpegRoundTrip = new("jpeg_round_trip", "JpegRoundTripPreprocessor");
    public static readonly ComponentType ToUint8 = new("to_uint8", "ToUint8Preprocessor");
    public static readonly ComponentType ToFloatTensor = new("to_float_tensor", "ToFloatTensorPreprocessor");
    public static readonly ComponentType Normalize = new("normalize", "StatsNormalizer");
    public static readonly ComponentType Denormalize = new("denormalize", "StatsDenormalizer");
    public static readonly ComponentType ActionChunkTrimmer = new("action_chunk_trimmer", "ActionChunkTrimmer");

    public static readonly IReadOnlyList<ComponentType> Runners = [SinglePass, ActionChunking];
    public static readonly IReadOnlyList<ComponentType> Preprocessors = [Resize, CenterCrop, Crop, JpegRoundTrip, ToUint8, ToFloatTensor, Normalize];
    public static readonly IReadOnlyList<ComponentType> Postprocessors = [Denormalize, ActionChunkTrimmer];

    /// <summary>
    /// Finds out which component an entry names, and where its parameters stand: beside <c>type</c>, or in <c>init_args</c>
    /// beside <c>class_path</c>, which wins where both are given.
    /// </summary>
    public static (ComponentType Type, JsonCursor Parameters)? Read(JsonCursor entry, IReadOnlyList<ComponentType> known)
    {
        if (entry.Element.ValueKind != System.Text.Json.JsonValueKind.Object)
        {
            entry.FailHere("an object with 'type' or 'class_path'");
            return null;
        }

        // Some exporters write the spelling that they do not use as empty fields.
        if (entry.IsEmptyText("class_path"))
            entry = entry.Without("class_path", "init_args");
        var byClass = entry.IsPresent("class_path");
        var field = byClass ? "class_path" : "type";
        if (entry.String(field, required: true) is not { } name)
            return null;

        var last = name[(name.LastIndexOf('.') + 1)..];
        var type = known.FirstOrDefault(k => k.Name == name || (byClass && k.ClassName == last));
        if (type is null)
        {
            entry.FailAt(field, $"one of {string.Join(", ", known.Select(k => k.Name))}", ErrorText.Quote(name));
            return null;
        }

        if (!byClass)
            return (type, entry);

        entry.RejectUnknown("class_path", "init_args", "type");
        if (entry.Object("init_args") is { } arguments)
            return (type, arguments);
        return (type, entry.Empty("init_args"));
    }
}
