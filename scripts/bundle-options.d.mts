export declare const yaml: string;
export declare const bundleOptions: { readonly alias: Readonly<Record<string, string>> };
