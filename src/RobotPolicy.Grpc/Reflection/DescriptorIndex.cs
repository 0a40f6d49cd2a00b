using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace RobotPolicy.Grpc.Reflection;

/// <summary>The files, symbols and extensions behind a set of services. Immutable.</summary>
internal sealed class DescriptorIndex
{
    private readonly Dictionary<string, FileDescriptor> _files = [];
    private readonly Dictionary<string, FileDescriptor> _symbols = [];
    private readonly Dictionary<(string Type, int Number), FileDescriptor> _extensions = [];

    internal DescriptorIndex(IEnumerable<ServiceDescriptor> services)
    {
        Services = [.. services.DistinctBy(service => service.FullName).OrderBy(service => service.FullName, StringComparer.Ordinal)];
        foreach (var service in Services)
            Add(service.File);
    }

    internal IReadOnlyList<ServiceDescriptor> Services { get; }

    internal FileDescriptor? FileNamed(string name) => _files.GetValueOrDefault(name);

    internal FileDescriptor? FileOfSymbol(string symbol) => _symbols.GetValueOrDefault(symbol);

    internal FileDescriptor? FileOfExtension(string type, int number) => _extensions.GetValueOrDefault((type, number));

    /// <summary>Numbers of the extensions of a message type, or null when there is no such type.</summary>
    internal IReadOnlyList<int>? ExtensionNumbers(string type) => _symbols.ContainsKey(type)
        ? [.. _extensions.Keys.Where(key => key.Type == type).Select(key => key.Number).Order()]
        : null;

    /// <summary>A file and all that it imports, each once, serialised.</summary>
    internal static IEnumerable<ByteString> WithImports(FileDescriptor file)
    {
        var seen = new HashSet<string>();
        var waiting = new Queue<FileDescriptor>([file]);
        while (waiting.TryDequeue(out var next))
        {
            if (!seen.Add(next.Name))
                continue;
            yield return next.SerializedData;
            foreach (var import in next.Dependencies)
                waiting.Enqueue(import);
        }
    }

    private void Add(FileDescriptor file)
    {
        if (!_files.TryAdd(file.Name, file))
            return;
        foreach (var import in file.Dependencies)
            Add(import);
        foreach (var service in file.Services)
        {
            _symbols[service.FullName] = file;
            foreach (var method in service.Methods)
                _symbols[method.FullName] = file;
        }

        foreach (var message in file.MessageTypes)
            Add(message);
        foreach (var value in file.EnumTypes)
            Add(value);
        foreach (var extension in file.Extensions.UnorderedExtensions)
            Add(extension);
    }

    private void Add(MessageDescriptor message)
    {
        _symbols[message.FullName] = message.File;
        foreach (var field in message.Fields.InDeclarationOrder())
            _symbols[field.FullName] = message.File;
        foreach (var choice in message.Oneofs)
            _symbols[choice.FullName] = message.File;
        foreach (var nested in message.NestedTypes)
            Add(nested);
        foreach (var value in message.EnumTypes)
            Add(value);
        foreach (var extension in message.Extensions.UnorderedExtensions)
            Add(extension);
    }

    private void Add(EnumDescriptor type)
    {
        _symbols[type.FullName] = type.File;
        foreach (var value in type.Values)
            _symbols[value.FullName] = type.File;
    }

    private void Add(FieldDescriptor extension)
    {
        _symbols[extension.FullName] = extension.File;
        _extensions[(extension.ExtendeeType.FullName, extension.FieldNumber)] = extension.File;
    }
}
